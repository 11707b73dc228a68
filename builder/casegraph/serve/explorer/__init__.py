"""The pages of the explorer: cases, one case as text, timeline and graph, the saved questions, a SPARQL editor.

- `store` asks the workers for what pages show, and `read` makes a case graph into plain objects;
- `marks`, `cards`, `timeline`, `network` lay one case out, each for one view, without a request or a template at hand;
- `list_page`, `case_page`, `question_page`, `editor_page` are the routes.

Everything is rendered here and readable without a script; scripts add the side panel, the arrow keys, the curves
between marks, the drawn graph, suggestions of concepts and the editor.
"""
