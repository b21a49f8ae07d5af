-- A history as version 5 of the schema wrote it, its last answer still streaming.
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
    , settings TEXT NOT NULL DEFAULT '{}', folder_id TEXT NOT NULL DEFAULT '', archived_at REAL, colour TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '[]', origin TEXT NOT NULL DEFAULT '', import_id TEXT NOT NULL DEFAULT '', folded TEXT NOT NULL DEFAULT '') STRICT;
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
    , words TEXT, holds INTEGER NOT NULL DEFAULT 0, names TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE piece (
        message_id TEXT NOT NULL REFERENCES message(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (message_id, seq)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE draft (chat_id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL DEFAULT '[]') STRICT;
CREATE TABLE connection (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TRIGGER chat_removed AFTER DELETE ON chat BEGIN
        DELETE FROM draft WHERE chat_id = old.id;
    END;
CREATE TABLE remote (
        id TEXT NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        connection_id TEXT NOT NULL,
        leaf_id TEXT,
        made_at REAL NOT NULL,
        json TEXT NOT NULL, checked_at REAL, gone_at REAL, last_item_id TEXT NOT NULL DEFAULT '',
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
CREATE INDEX chat_origin ON chat(origin) WHERE origin <> '';
CREATE INDEX chat_import ON chat(import_id) WHERE import_id <> '';
CREATE INDEX chat_folder ON chat(folder_id, updated_at DESC) WHERE folder_id <> '';
CREATE INDEX chat_named ON chat(folded, id);
CREATE INDEX chat_listed ON chat(
        folder_id, pinned DESC, updated_at DESC, id, deleted_at, archived_at
    ) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX chat_archived ON chat(archived_at DESC, id)
        WHERE archived_at IS NOT NULL AND deleted_at IS NULL;
CREATE TABLE chat_tag (
        tag TEXT NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        PRIMARY KEY (tag, chat_id)
    ) STRICT, WITHOUT ROWID;
CREATE INDEX chat_tag_chat ON chat_tag(chat_id);
CREATE TRIGGER chat_added_tags AFTER INSERT ON chat WHEN new.tags <> '[]' BEGIN
        INSERT OR IGNORE INTO chat_tag SELECT value, new.id FROM json_each(new.tags);
    END;
CREATE TRIGGER chat_changed_tags AFTER UPDATE OF tags ON chat
    WHEN old.tags IS NOT new.tags BEGIN
        DELETE FROM chat_tag WHERE chat_id = old.id;
        INSERT OR IGNORE INTO chat_tag SELECT value, new.id FROM json_each(new.tags);
    END;
CREATE TABLE folder (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE saved_search (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE price (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE import_run (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE remote_deletion (
        n INTEGER PRIMARY KEY,
        id TEXT UNIQUE NOT NULL,
        json TEXT NOT NULL
    ) STRICT;
CREATE TABLE removal (
        id TEXT PRIMARY KEY NOT NULL,
        chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
        leaf_id TEXT,
        deleted_at REAL NOT NULL,
        excerpt TEXT NOT NULL,
        messages TEXT NOT NULL
    ) STRICT;
CREATE INDEX removal_chat ON removal(chat_id);
CREATE INDEX removal_age ON removal(deleted_at);
CREATE TABLE spent (
        message_id TEXT PRIMARY KEY NOT NULL,
        at REAL NOT NULL,
        connection_id TEXT NOT NULL,
        model TEXT NOT NULL,
        input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL
    ) STRICT;
CREATE INDEX spent_at ON spent(
        at, connection_id, model, input_tokens, output_tokens, cached_tokens, reasoning_tokens
    );
CREATE INDEX message_chat ON message(chat_id, created_at);
CREATE INDEX message_parent ON message(parent_id);
CREATE INDEX message_streaming ON message(role) WHERE role = 'assistant' AND stop_reason IS NULL;
CREATE VIEW message_indexed (n, text, facets) AS SELECT message.n, coalesce(message.words, message.text) || message.names, 'ǀc' || hex(message.chat_id) || ' ǀr' || message.role
    || CASE WHEN message.model <> '' THEN ' ǀm' || hex(message.model) ELSE '' END || CASE WHEN message.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN message.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN message.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN message.holds & 8 THEN ' ǀh8' ELSE '' END FROM message;
CREATE VIRTUAL TABLE message_words USING fts5(
        text, facets, content='message_indexed', content_rowid='n', prefix='3 4',
        tokenize='unicode61 remove_diacritics 2'
    );
CREATE TRIGGER message_added AFTER INSERT ON message BEGIN INSERT INTO message_words(rowid, text, facets) SELECT new.n, coalesce(new.words, new.text) || new.names, 'ǀc' || hex(new.chat_id) || ' ǀr' || new.role
    || CASE WHEN new.model <> '' THEN ' ǀm' || hex(new.model) ELSE '' END || CASE WHEN new.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN new.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN new.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN new.holds & 8 THEN ' ǀh8' ELSE '' END; END;
CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN INSERT INTO message_words(message_words, rowid, text, facets) SELECT 'delete', old.n, coalesce(old.words, old.text) || old.names, 'ǀc' || hex(old.chat_id) || ' ǀr' || old.role
    || CASE WHEN old.model <> '' THEN ' ǀm' || hex(old.model) ELSE '' END || CASE WHEN old.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN old.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN old.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN old.holds & 8 THEN ' ǀh8' ELSE '' END; END;
CREATE TRIGGER message_changed
    AFTER UPDATE OF n, text, words, chat_id, role, model, holds, names ON message
    WHEN old.n IS NOT new.n OR coalesce(old.words, old.text) || old.names IS NOT coalesce(new.words, new.text) || new.names OR 'ǀc' || hex(old.chat_id) || ' ǀr' || old.role
    || CASE WHEN old.model <> '' THEN ' ǀm' || hex(old.model) ELSE '' END || CASE WHEN old.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN old.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN old.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN old.holds & 8 THEN ' ǀh8' ELSE '' END IS NOT 'ǀc' || hex(new.chat_id) || ' ǀr' || new.role
    || CASE WHEN new.model <> '' THEN ' ǀm' || hex(new.model) ELSE '' END || CASE WHEN new.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN new.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN new.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN new.holds & 8 THEN ' ǀh8' ELSE '' END BEGIN INSERT INTO message_words(message_words, rowid, text, facets) SELECT 'delete', old.n, coalesce(old.words, old.text) || old.names, 'ǀc' || hex(old.chat_id) || ' ǀr' || old.role
    || CASE WHEN old.model <> '' THEN ' ǀm' || hex(old.model) ELSE '' END || CASE WHEN old.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN old.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN old.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN old.holds & 8 THEN ' ǀh8' ELSE '' END; INSERT INTO message_words(rowid, text, facets) SELECT new.n, coalesce(new.words, new.text) || new.names, 'ǀc' || hex(new.chat_id) || ' ǀr' || new.role
    || CASE WHEN new.model <> '' THEN ' ǀm' || hex(new.model) ELSE '' END || CASE WHEN new.holds & 1 THEN ' ǀh1' ELSE '' END || CASE WHEN new.holds & 2 THEN ' ǀh2' ELSE '' END || CASE WHEN new.holds & 4 THEN ' ǀh4' ELSE '' END || CASE WHEN new.holds & 8 THEN ' ǀh8' ELSE '' END; END;
CREATE TABLE model_used (model TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER message_model_added AFTER INSERT ON message WHEN new.model <> ''
    BEGIN INSERT INTO model_used SELECT new.model
    WHERE NOT EXISTS (SELECT 1 FROM model_used WHERE model = new.model); END;
CREATE TRIGGER message_model_changed AFTER UPDATE OF model ON message
    WHEN new.model <> '' BEGIN INSERT INTO model_used SELECT new.model
    WHERE NOT EXISTS (SELECT 1 FROM model_used WHERE model = new.model); END;
CREATE TRIGGER message_cost_added AFTER INSERT ON message WHEN json_valid(new.usage) BEGIN
        INSERT OR REPLACE INTO spent SELECT new.id, new.created_at, new.connection_id, new.model, min(max(CAST(coalesce(new.usage ->> '$.input_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.output_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.cached_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.reasoning_tokens', 0) AS INTEGER), 0), 1000000000000);
    END;
CREATE TRIGGER message_cost_changed AFTER UPDATE OF usage ON message
    WHEN old.usage IS NOT new.usage AND json_valid(new.usage) BEGIN
        INSERT OR REPLACE INTO spent SELECT new.id, new.created_at, new.connection_id, new.model, min(max(CAST(coalesce(new.usage ->> '$.input_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.output_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.cached_tokens', 0) AS INTEGER), 0), 1000000000000), min(max(CAST(coalesce(new.usage ->> '$.reasoning_tokens', 0) AS INTEGER), 0), 1000000000000);
    END;
INSERT INTO chat (id, title, titled_by, connection_id, model, leaf_id, created_at, updated_at, pinned, deleted_at, settings, folder_id, archived_at, colour, tags, origin, import_id, folded) VALUES ('chat-1', 'Größe', 'user', 'local', 'oriel-guide', 'm-3', 1700000000.25, 1700000100.5, 1, NULL, '{"memory":"chained","instructions":"Be brief.","options":{"temperature":0.5},"a later field":1}', 'fo-1', NULL, 'ok', '["work"]', '', '', 'grosse');
INSERT INTO chat (id, title, titled_by, connection_id, model, leaf_id, created_at, updated_at, pinned, deleted_at, settings, folder_id, archived_at, colour, tags, origin, import_id, folded) VALUES ('chat-2', 'In the bin', '', '', '', NULL, 1.0, 2.0, 0, 3.0, '{}', '', NULL, '', '[]', '', '', 'in the bin');
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider, words, holds, names) VALUES (48212172864, 'm-1', 'chat-1', NULL, 'user', '[{"type":"text","text":"What is an oriel?"},{"type":"image","data_uri":"","url":"https://example.com/x.png","file_id":"","alt":"a house"}]', 'What is an oriel?', 1700000000.25, '', '', '', '', NULL, NULL, NULL, NULL, '{}', NULL, 4, '
ǀ
a house');
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider, words, holds, names) VALUES (48212172928, 'm-2', 'chat-1', 'm-1', 'assistant', '[{"type":"reasoning","text":"They ask about windows."},{"type":"text","text":"A bay window\nthat isn''t \"grounded\"."},{"type":"citation","kind":"url_citation","title":"t","url":"https://example.com","file_id":"","container_id":"","start":0,"end":3,"quote":""}]', 'A bay window
that isn''t "grounded".', 1700000001.0, 'oriel-guide', 'local', 'resp_1', 'req_1', 'finished', '{"input_tokens":10,"output_tokens":20,"total_tokens":30,"cached_tokens":1,"reasoning_tokens":2}', 1.5, 0.25, '{"output":[{"id":"msg_1"}]}', NULL, 0, '');
INSERT INTO message (n, id, chat_id, parent_id, role, parts, text, created_at, model, connection_id, response_id, request_id, stop_reason, usage, duration_s, first_token_s, provider, words, holds, names) VALUES (48212172992, 'm-3', 'chat-1', 'm-1', 'assistant', '[]', '', 1700000002.0, 'oriel-guide', 'local', '', '', NULL, NULL, NULL, NULL, '{}', NULL, 0, '');
INSERT INTO piece (message_id, seq, kind, text) VALUES ('m-3', 1, 'text', 'cut off ');
INSERT INTO piece (message_id, seq, kind, text) VALUES ('m-3', 2, 'text', 'in the middle');
INSERT INTO draft (chat_id, text, parts) VALUES ('', 'not sent yet', '[]');
INSERT INTO draft (chat_id, text, parts) VALUES ('chat-1', 'half a thought', '[{"type":"file","filename":"a.txt","file_id":"","data_uri":"data:text/plain;base64,QQ==","size":1}]');
INSERT INTO connection (n, id, json) VALUES (1, 'local', '{"id":"local","name":"On this computer","kind":"local","base_url":"http://127.0.0.1:1/v1","wire_api":"responses","capabilities":{"responses":true,"server_state":true,"conversations":true,"models_list":true,"files":false,"vector_stores":false,"containers":false,"hosted_tools":false},"region":"","project_id":"","compartment_id":"","default_model":"","models":[],"colour":"accent","needs_key":false,"temporary":false}');
INSERT INTO remote (id, chat_id, connection_id, leaf_id, made_at, json, checked_at, gone_at, last_item_id) VALUES ('conv_1', 'chat-1', 'local', 'm-2', 1700000001.0, '{}', NULL, NULL, '');
INSERT INTO waiting (id, chat_id, place, parts, why, created_at) VALUES ('w-1', 'chat-1', 1, '[{"type":"text","text":"next"}]', 'streaming', 1700000003.0);
INSERT INTO approval (n, tool, server, origin, chat_id, allowed, decided_at) VALUES (1, 'echo', 'everything', 'here everything', '', 1, 1700000004.0);
INSERT INTO prompt (n, id, json) VALUES (1, 'p-1', '{"name":"Translate","text":"Translate to {{language}}: {{text}}"}');
INSERT INTO transfer (n, id, connection_id, state, json) VALUES (1, 't-1', 'local', 'done', '{}');
INSERT INTO uploaded (connection_id, sha256, purpose, file_id, name, size, uploaded_at) VALUES ('local', 'ab', 'user_data', 'file-1', 'a.txt', 3, 1700000005.0);
INSERT INTO synced_folder (n, id, json) VALUES (1, 'f-1', '{}');
INSERT INTO synced_file (folder_id, path, file_id, sha256, size, mtime_ns) VALUES ('f-1', 'a.txt', 'file-1', 'ab', 3, 1);
INSERT INTO question_set (n, id, json) VALUES (1, 'q-1', '{}');
INSERT INTO folder (n, id, json) VALUES (1, 'fo-1', '{"id":"fo-1","name":"Work"}');
INSERT INTO saved_search (n, id, json) VALUES (1, 's-1', '{}');
INSERT INTO price (n, id, json) VALUES (1, 'p-1', '{}');
INSERT INTO import_run (n, id, json) VALUES (1, 'i-1', '{}');
INSERT INTO removal (id, chat_id, leaf_id, deleted_at, excerpt, messages) VALUES ('r-1', 'chat-1', 'm-2', 1700000005.0, 'gone', '[]');
PRAGMA user_version = 5;
COMMIT;
