"""A TCP proxy that makes each round trip longer, for kernels without netem (benches/compare).

    delay.py LISTEN_ADDRESS LISTEN_PORT SERVER_ADDRESS SERVER_PORT SECONDS_EACH_WAY

Every chunk is passed on that many seconds after it came, in order; chunks in flight do not wait for
one another, so pipelining keeps its worth. The client's TCP handshake ends at the proxy and is not
delayed. On a real path the client is connected after two one-way delays and the server, having
accepted after three, sends its greeting, which arrives after four. So the proxy connects to the
server three delays after accepting, and the greeting takes the fourth: everything up to and with
the greeting costs what it does on the path, as long as the client waits for the greeting first.
"""

import asyncio
import socket
import sys


async def pass_on(reader, writer, delay):
    """Copies one direction; the queue holds what is on its way, None the end of the stream."""
    loop, on_its_way = asyncio.get_running_loop(), asyncio.Queue()

    async def deliver():
        while True:
            due, chunk = await on_its_way.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if chunk is None:
                break
            writer.write(chunk)
        writer.close()

    delivery = asyncio.create_task(deliver())
    try:
        while chunk := await reader.read(65536):
            on_its_way.put_nowait((loop.time() + delay, chunk))
    except ConnectionError:
        pass
    on_its_way.put_nowait((loop.time() + delay, None))
    await delivery


def without_nagle(writer):
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def main(address, port, server, server_port, delay):
    async def serve(reader, writer):
        await asyncio.sleep(3 * delay)
        server_reader, server_writer = await asyncio.open_connection(server, server_port)
        without_nagle(writer)
        without_nagle(server_writer)
        await asyncio.gather(
            pass_on(reader, server_writer, delay), pass_on(server_reader, writer, delay), return_exceptions=True
        )

    async with await asyncio.start_server(serve, address, port) as proxy:
        await proxy.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5])))
