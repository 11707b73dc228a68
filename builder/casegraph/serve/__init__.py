"""The server: a SPARQL endpoint, the saved questions as plain URLs, and the pages of the explorer.

One Starlette application, made by `app.create_app`. Queries run in worker processes (`workers`), which open the store
for reading only and are ended when a query outlasts its time; the server itself never waits on one.

How a page is added:

- its routes stand in a module of their own area, `routes = [Route("/cases", cases), ...]`, named in `app._AREAS`;
- what it shows it asks of `data`, the one module that knows the workers: `await data.ask(request, query, parameters)`
  for a saved question, `await data.rows(request, sparql)` for SPARQL of the page's own;
- it answers with `pages.render(request, "cases.html", cases=found)`: the template under `templates/` extends
  `base.html`, and escapes whatever it is given;
- scripts and styles are files under `static/`, asked for by `url_for("static", path="...")`: the content security
  policy allows no inline script, no inline style and no other host.
"""
