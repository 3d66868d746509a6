-- Agents by name: as a search has it, in lower case, and the id after it, so that a page of a list goes
-- on where the one before has ended by one comparison. What is issued to an agent does not touch it.
CREATE INDEX agents_by_name
ON agents ((substr(search_text, 1, length(name)) || ' ' || agent_id));
