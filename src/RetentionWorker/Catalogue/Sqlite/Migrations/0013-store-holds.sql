-- What the stores themselves hold: by a listing (refused = 0), or by a deletion that they refused (1).
CREATE TABLE store_holds (
    record          INTEGER PRIMARY KEY,
    legal           INTEGER NOT NULL,
    immutable_until INTEGER,
    refused         INTEGER NOT NULL
);
