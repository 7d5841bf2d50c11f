-- Full text is kept in a file of its own, which the program builds anew; see src/store/sqlite/search.
DROP TRIGGER clients_search_insert;
DROP TRIGGER clients_search_delete;
DROP TRIGGER clients_search_update;
DROP TABLE clients_search;
DROP TABLE client_names_search;
DROP TABLE activity_search;
DROP TABLE clients_to_index;
DROP TABLE activity_to_index;
ALTER TABLE clients DROP COLUMN words;
