/** The pages there are: each is one script on the same frame. */
export type PageName = 'enrol' | 'login' | 'approve';

const TITLES: Readonly<Record<PageName, string>> = {
  enrol: 'Enrol an approver',
  login: 'Sign in',
  approve: 'Approve',
};

/** A load line: the disc and the line that a plimsoll mark is. */
export const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#14539a" stroke-width="2.4"><circle cx="12" cy="12" r="8"/><path d="M1 12h22"/></svg>';

/** A page: a frame without a word of data in it, so that nothing foreign ever becomes markup. Its script asks the API. */
export const pageOf = (name: PageName): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${TITLES[name]} · Plimsoll</title>
<link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/server/pages/browser/${name}.js"></script>
</head>
<body>
<header><span class="mark" aria-hidden="true"></span>Plimsoll</header>
<div id="said" role="status" aria-live="polite"></div>
<main><noscript>This page signs in your browser and needs JavaScript. At a terminal: plimsoll approve</noscript></main>
</body>
</html>
`;
