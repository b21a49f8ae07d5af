-- A history as version 4 of the schema wrote it, its last answer still streaming.
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE chat (
        id TEXT PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        titled_by TEXT NOT NULL,
        connection_id TEXT NOT NULL,
        model TEXT NOT NULL,
        leaf_id TEXT,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        pinned INTEGER NOT NULL,
        deleted_at REAL
    ) STRICT;
CREATE INDEX chat_newest ON chat(updated_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX chat_bin ON chat(deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE message (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        parent_id TEXT REFERENCES message(id),
        role TEXT NOT NULL,
        parts TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT NOT NULL,
        connection_id TEXT NOT NULL,
        response_id TEXT NOT NULL,
        request_id TEXT NOT NULL,
        stop_reason TEXT,
        usage TEXT,
        duration_s REAL,
        first_token_s REAL,
        provider TEXT NOT NULL
    ) STRICT;
CREATE INDEX message_chat ON message(chat_id, created_at);
CREATE INDEX message_parent ON message(parent_id);
CREATE INDEX message_streaming ON message(role)
        WHERE role = 'assistant' AND stop_reason IS NULL;
CREATE TABLE piece (
        message_id TEXT NOT NULL REFERENCES message(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (message_id, seq)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE draft (chat_id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE connection (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE VIRTUAL TABLE message_words USING fts5(
        text, content='message', content_rowid='n', tokenize='unicode61 remove_diacritics 2'
    );
CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
        INSERT INTO message_words(rowid, text) VALUES (new.n, new.text);
    END;
CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
        INSERT INTO message_words(message_words, rowid, text) VALUES ('delete', old.n, old.text);
    END;
CREATE TRIGGER message_changed AFTER UPDATE OF text ON message
    WHEN old.text IS NOT new.text BEGIN
        INSERT INTO message_words(message_words, rowid, text) VALUES ('delete', old.n, old.text);
        INSERT INTO message_words(rowid, text) VALUES (new.n, new.text);
    END;
CREATE TRIGGER chat_removed AFTER DELETE ON chat BEGIN
        DELETE FROM draft WHERE chat_id = old.id;
    END;
INSERT INTO chat (id, title, titled_by, connection_id, model, leaf_id, created_at, updated_at, pinned, deleted_at) VALUES ('chat-1', 'Größe', 'user', 'local', 'oriel-guide', 'm-3', 1700000000.25, 1700000100.5, 1, NULL);
INSERT INTO chat (id, title, titled_by, connection_id, model, leaf_id, created_at, updated_at, pinned, deleted_at) VALUES ('chat-2', 'In the bin', '', '', '', NULL, 1.0, 2.0, 0, 3.0);
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider) VALUES (1, 'm-1', 'chat-1', NULL, 'user', '[{"type":"text","text":"What is an oriel?"},{"type":"image","data_uri":"","url":"https://example.com/x.png","file_id":"","alt":"a house"}]', 'What is an oriel?', 1700000000.25, '', '', '', '', NULL, NULL, NULL, NULL, '{}');
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider) VALUES (2, 'm-2', 'chat-1', 'm-1', 'assistant', '[{"type":"reasoning","text":"They ask about windows."},{"type":"text","text":"A bay window\nthat isn''t \"grounded\"."},{"type":"citation","kind":"url_citation","title":"t","url":"https://example.com","file_id":"","container_id":"","start":0,"end":3,"quote":""}]', 'A bay window
that isn''t "grounded".', 1700000001.0, 'oriel-guide', 'local', 'resp_1', 'req_1', 'finished', '{"input_tokens":10,"output_tokens":20,"total_tokens":30,"cached_tokens":1,"reasoning_tokens":2}', 1.5, 0.25, '{"output":[{"id":"msg_1"}]}');
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider) VALUES (3, 'm-3', 'chat-1', 'm-1', 'assistant', '[]', '', 1700000002.0, 'oriel-guide', 'local', '', '', NULL, NULL, NULL, NULL, '{}');
INSERT INTO piece (message_id, seq, kind, text) VALUES ('m-3', 1, 'text', 'cut off ');
INSERT INTO piece (message_id, seq, kind, text) VALUES ('m-3', 2, 'text', 'in the middle');
INSERT INTO draft (chat_id, text) VALUES ('', 'not sent yet');
INSERT INTO draft (chat_id, text) VALUES ('chat-1', 'half a thought');
INSERT INTO connection (n, id, json) VALUES (1, 'local', '{"id":"local","name":"On this computer","kind":"local","base_url":"http://127.0.0.1:1/v1","wire_api":"responses","capabilities":{"responses":true,"server_state":true,"conversations":true,"models_list":true,"files":false,"vector_stores":false,"containers":false,"hosted_tools":false},"region":"","project_id":"","compartment_id":"","default_model":"","models":[],"colour":"accent","needs_key":false,"temporary":false}');
ALTER TABLE chat ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE draft ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
CREATE TABLE remote (
        id TEXT NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        connection_id TEXT NOT NULL,
        leaf_id TEXT,
        made_at REAL NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (connection_id, id)
    ) STRICT, WITHOUT ROWID;
CREATE INDEX remote_chat ON remote(chat_id);
CREATE TABLE waiting (
        id TEXT PRIMARY KEY NOT NULL,
        chat_id TEXT NOT NULL,
        place INTEGER NOT NULL,
        parts TEXT NOT NULL,
        why TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT;
CREATE INDEX waiting_chat ON waiting(chat_id, place);
CREATE TABLE approval (
        n INTEGER PRIMARY KEY,
        tool TEXT NOT NULL,
        server TEXT NOT NULL,
        origin TEXT NOT NULL,
        chat_id TEXT NOT NULL,
        allowed INTEGER NOT NULL,
        decided_at REAL NOT NULL,
        UNIQUE (tool, server, origin, chat_id)
    ) STRICT;
CREATE TABLE tool_server (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE prompt (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TRIGGER chat_removed_whole AFTER DELETE ON chat BEGIN
        DELETE FROM waiting WHERE chat_id = old.id;
        DELETE FROM approval WHERE chat_id = old.id;
    END;
UPDATE chat SET settings = '{"memory":"chained","instructions":"Be brief.","options":{"temperature":0.5},"a later field":1}' WHERE id = 'chat-1';
UPDATE draft SET parts = '[{"type":"file","filename":"a.txt","file_id":"","data_uri":"data:text/plain;base64,QQ==","size":1}]' WHERE chat_id = 'chat-1';
INSERT INTO remote (id, chat_id, connection_id, leaf_id, made_at, json) VALUES ('conv_1', 'chat-1', 'local', 'm-2', 1700000001.0, '{}');
INSERT INTO waiting (id, chat_id, place, parts, why, created_at) VALUES ('w-1', 'chat-1', 1, '[{"type":"text","text":"next"}]', 'streaming', 1700000003.0);
INSERT INTO approval (n, tool, server, origin, chat_id, allowed, decided_at) VALUES (1, 'echo', 'everything', 'here everything', '', 1, 1700000004.0);
INSERT INTO prompt (n, id, json) VALUES (1, 'p-1', '{"name":"Translate","text":"Translate to {{language}}: {{text}}"}');
CREATE TABLE transfer (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        connection_id TEXT NOT NULL,
        state TEXT NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE uploaded (
        connection_id TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        purpose TEXT NOT NULL,
        file_id TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        uploaded_at REAL NOT NULL,
        PRIMARY KEY (connection_id, sha256, purpose)
    ) STRICT, WITHOUT ROWID;
CREATE INDEX uploaded_file ON uploaded(connection_id, file_id);
CREATE TABLE synced_folder (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE synced_file (
        folder_id TEXT NOT NULL REFERENCES synced_folder(id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        file_id TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        PRIMARY KEY (folder_id, path)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE question_set (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
INSERT INTO transfer (n, id, connection_id, state, json) VALUES (1, 't-1', 'local', 'done', '{}');
INSERT INTO uploaded (connection_id, sha256, purpose, file_id, name, size, uploaded_at) VALUES ('local', 'ab', 'user_data', 'file-1', 'a.txt', 3, 1700000005.0);
INSERT INTO synced_folder (n, id, json) VALUES (1, 'f-1', '{}');
INSERT INTO synced_file (folder_id, path, file_id, sha256, size, mtime_ns) VALUES ('f-1', 'a.txt', 'file-1', 'ab', 3, 1);
INSERT INTO question_set (n, id, json) VALUES (1, 'q-1', '{}');
PRAGMA user_version = 4;
COMMIT;
