const { status } = await fetch(process.env.PLIMSOLL_URL ?? '');
process.exitCode = status === 200 ? 0 : 1;
