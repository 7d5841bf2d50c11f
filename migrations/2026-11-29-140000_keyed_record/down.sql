DROP TABLE activity_keys;
