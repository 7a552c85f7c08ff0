"""Calls a server by way of four JSON-RPC clients, none of them changed, with every kind of call that each can make.

usage: jsonrpc_clients.py URL CLIENT      URL is that of /rpc; needs jsonrpcclient pjrpc jsonrpclib-pelix tinyrpc requests

Every client must see the same: a call's result, an error's code, message and data, nothing for a notification, and the members
of a batch, errors among them, as its own types.
"""

import sys

import jsonrpcclient
import jsonrpclib
import pjrpc.client.exceptions
import requests
import tinyrpc.client
import tinyrpc.protocols.jsonrpc
import tinyrpc.transports.http
from pjrpc.client.backend.requests import Client as PJRPCClient

CUBE = {"expression": "sum(x ** 3)", "inputs": {"x": [1, 2]}, "primals": ["x"]}
GRADIENT = {"value": 9.0, "gradient": {"x": [3.0, 12.0]}}
HVP = {"value": 9.0, "gradient": {"x": [3.0, 12.0]}, "hvp": {"x": [6.0, 0.0]}}
TANGENTS = {"tangents": {"x": [1, 0]}}
MISTAKE = {"expression": "x", "inputs": {"x": 1}, "inptus": {}}


def check_error(code, message, data):
    """`data` is None where a client does not hand it on."""
    assert code == -32602, code
    assert "inptus" in message, message
    if data is not None:
        assert (data["type"], data["path"], data["suggestion"]) == ("unknown_parameter", "params.inptus", "inputs"), data


def with_jsonrpcclient(url):
    """It makes and reads messages; how they travel is the caller's matter."""
    with requests.Session() as session:

        def send(message):
            reply = session.post(url, json=message)
            reply.raise_for_status()
            return reply

        answer = jsonrpcclient.parse(send(jsonrpcclient.request("gradient", CUBE)).json())
        assert answer == jsonrpcclient.Ok(GRADIENT, answer.id), answer
        answer = jsonrpcclient.parse(send(jsonrpcclient.request_uuid("gradient", CUBE)).json())
        assert answer == jsonrpcclient.Ok(GRADIENT, answer.id) and isinstance(answer.id, str), answer
        answer = jsonrpcclient.parse(send(jsonrpcclient.request("evaluate", MISTAKE)).json())
        check_error(answer.code, answer.message, answer.data)
        assert send(jsonrpcclient.notification("gradient", CUBE)).content == b""
        batch = [
            jsonrpcclient.request("gradient", CUBE, id="first"),
            jsonrpcclient.notification("gradient", CUBE),
            jsonrpcclient.request("evaluate", MISTAKE, id="second"),
            jsonrpcclient.request("hvp", CUBE | TANGENTS, id="third"),
        ]
        answers = {answer.id: answer for answer in jsonrpcclient.parse(send(batch).json())}
        assert answers["first"].result == GRADIENT and answers["third"].result == HVP, answers
        check_error(answers["second"].code, answers["second"].message, answers["second"].data)
        assert send([jsonrpcclient.notification("gradient", CUBE)] * 2).content == b""


def with_pjrpc(url):
    with PJRPCClient(url) as client:
        assert client("gradient", **CUBE) == GRADIENT
        assert client.proxy.hvp(**CUBE, **TANGENTS) == HVP
        client.notify("gradient", **CUBE)
        try:
            client.proxy.evaluate(**MISTAKE)
            raise AssertionError("no error")
        except pjrpc.client.exceptions.JsonRpcError as error:
            check_error(error.code, error.message, error.data)
        with client.batch() as batch:
            batch("gradient", **CUBE)
            batch.notify("gradient", **CUBE)
            batch("hvp", **CUBE, **TANGENTS)
        assert list(batch.get_results()) == [GRADIENT, HVP]
        with client.batch() as batch:
            batch("gradient", **CUBE)
            batch("evaluate", **MISTAKE)
        good, bad = batch.get_response()
        assert good.unwrap_result() == GRADIENT
        error = bad.unwrap_error()
        check_error(error.code, error.message, error.data)
        with client.batch() as batch:
            batch.notify("gradient", **CUBE)
        assert batch.get_response() is None


def with_jsonrpclib(url):
    """Its errors are pairs of code and message."""
    client = jsonrpclib.ServerProxy(url)
    assert client.gradient(**CUBE) == GRADIENT
    assert client._notify.gradient(**CUBE) is None
    try:
        client.evaluate(**MISTAKE)
        raise AssertionError("no error")
    except jsonrpclib.ProtocolError as error:
        check_error(*error.args[0], None)
    batch = jsonrpclib.MultiCall(client)
    batch.gradient(**CUBE)
    batch._notify.gradient(**CUBE)
    batch.hvp(**CUBE, **TANGENTS)
    assert list(batch()) == [GRADIENT, HVP]
    batch = jsonrpclib.MultiCall(client)
    batch.gradient(**CUBE)
    batch.evaluate(**MISTAKE)
    results = batch()
    assert results[0] == GRADIENT
    try:
        raise AssertionError(results[1])
    except jsonrpclib.ProtocolError as error:
        check_error(*error.args[0], None)
    client("close")()


def with_tinyrpc(url):
    protocol = tinyrpc.protocols.jsonrpc.JSONRPCProtocol()
    with requests.Session() as session:
        transport = tinyrpc.transports.http.HttpPostClientTransport(url, post_method=session.post)
        client = tinyrpc.client.RPCClient(protocol, transport)
        proxy = client.get_proxy()
        assert proxy.gradient(**CUBE) == GRADIENT
        assert client.get_proxy(one_way=True).gradient(**CUBE) is None
        try:
            proxy.evaluate(**MISTAKE)
            raise AssertionError("no error")
        except tinyrpc.protocols.jsonrpc.JSONRPCError as error:
            check_error(error._jsonrpc_error_code, error.message, getattr(error, "data", None))
        batch = protocol.create_batch_request()
        batch.append(protocol.create_request("gradient", kwargs=CUBE))
        batch.append(protocol.create_request("gradient", kwargs=CUBE, one_way=True))
        batch.append(protocol.create_request("evaluate", kwargs=MISTAKE))
        batch.append(protocol.create_request("hvp", kwargs=CUBE | TANGENTS))
        answers = protocol.parse_reply(transport.send_message(batch.serialize()))
        answers = {answer.unique_id: answer for answer in answers}
        good, _, bad, product = (answers.get(request.unique_id) for request in batch)
        assert good.result == GRADIENT and product.result == HVP
        check_error(bad._jsonrpc_error_code, bad.error, None)


CLIENTS = {
    "jsonrpcclient": with_jsonrpcclient,
    "pjrpc": with_pjrpc,
    "jsonrpclib-pelix": with_jsonrpclib,
    "tinyrpc": with_tinyrpc,
}

if __name__ == "__main__":
    url, name = sys.argv[1:]
    CLIENTS[name](url)
    print(f"{name}: ok")
