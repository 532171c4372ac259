-- How many issues a project wants to have in a status at the most: the board says when there are more.
ALTER TABLE status_names ADD COLUMN cards_most BIGINT;
