mod name;
mod password;
mod sessions;
