"""A load balancer as simple as they come: in turn to whoever is ready, to the next where nobody listens."""

import asyncio
import itertools
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

PROBED_EVERY = 0.1
HOP_BY_HOP = {"host", "content-length", "transfer-encoding", "connection"}


@dataclass
class Balancer:
    """Serves on `url` while its block lasts; requests go to `ports` on this machine in turn."""

    ports: list[int]
    answered: int = 0
    unanswered: list[str] = field(default_factory=list)
    """Of each request that was taken and never answered, or not with 200: what was seen."""

    async def __aenter__(self) -> "Balancer":
        self._turns = itertools.count()
        self._ready = dict.fromkeys(self.ports, True)
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._probing = asyncio.create_task(self._probe())
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._probing.cancel()
        await asyncio.gather(self._probing, return_exceptions=True)
        await self._runner.cleanup()
        await self._http.close()

    async def _probe(self) -> None:
        while True:
            for port in self.ports:
                try:
                    async with self._http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        self._ready[port] = answer.status == 200
                except aiohttp.ClientError:
                    self._ready[port] = False
            await asyncio.sleep(PROBED_EVERY)

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        first = next(self._turns)
        ready = [port for port in self.ports if self._ready[port]] or self.ports
        for turn in range(len(ready)):
            port = ready[(first + turn) % len(ready)]
            try:
                url = f"http://127.0.0.1:{port}{request.rel_url}"
                async with self._http.post(url, data=body, headers=headers) as answer:
                    said = await answer.read()
            except aiohttp.ClientConnectorError:
                continue  # nobody listens there: nothing was taken, so the next may have it
            except aiohttp.ClientError as error:
                self.unanswered.append(type(error).__name__)
                return web.Response(status=502)
            if answer.status != 200:
                self.unanswered.append(str(answer.status))
            self.answered += 1
            return web.Response(
                status=answer.status, body=said, headers={"Content-Type": answer.headers["Content-Type"]}
            )
        self.unanswered.append("nobody there")
        return web.Response(status=503)
