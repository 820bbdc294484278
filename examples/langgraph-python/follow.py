"""A LangGraph agent that works on every new record of a collection, and goes on where it was after any end.

    pip install -r requirements.txt
    FRODB_URL=http://127.0.0.1:7420 FRODB_KEY=frodb_... python follow.py tickets position.txt

The collection has the fields `text` and `urgency`; the agent fills in the second. Put your model into `judge`.

The position is kept after the work, so a kill in between makes it do one record again: the Idempotency-Key, which is the
event's id, has FroDB answer that without writing a second time.
"""

import os
import sys
import time
from pathlib import Path
from typing import TypedDict

import httpx
from httpx_sse import connect_sse
from langgraph.graph import END, START, StateGraph

COLLECTION, POSITION = sys.argv[1], Path(sys.argv[2])
AGENT = "triage-agent"
frodb = httpx.Client(
    base_url=os.environ.get("FRODB_URL", "http://127.0.0.1:7420"),
    headers={"Authorization": f"Bearer {os.environ['FRODB_KEY']}", "X-Agent-Id": AGENT},
    timeout=30,
)


class State(TypedDict, total=False):
    event_id: str
    record_id: str
    text: str | None
    urgency: str


def read(state: State) -> State:
    answer = frodb.get(f"/collections/{COLLECTION}/records/{state['record_id']}")
    if answer.status_code == 404:  # deleted since
        return {"text": None}
    return {"text": answer.raise_for_status().json()["text"] or ""}


def judge(state: State) -> State:
    words = ("flood", "leak", "urgent")
    return {"urgency": "high" if any(word in state["text"].lower() for word in words) else "normal"}


def write(state: State) -> State:
    path = f"/collections/{COLLECTION}/records/{state['record_id']}"
    once = {"Idempotency-Key": f"{AGENT}:{state['event_id']}:{state['record_id']}"}
    answer = frodb.patch(path, json={"urgency": state["urgency"]}, headers=once)
    if answer.status_code != 404:
        answer.raise_for_status()
    return {}


graph = StateGraph(State)
graph.add_node("read", read)
graph.add_node("judge", judge)
graph.add_node("write", write)
graph.add_edge(START, "read")
graph.add_conditional_edges("read", lambda state: END if state["text"] is None else "judge")
graph.add_edge("judge", "write")
graph.add_edge("write", END)
agent = graph.compile()


def keep(position: str) -> None:
    new = POSITION.with_suffix(".new")
    new.write_text(position)
    new.replace(POSITION)


def follow() -> None:
    """Reads one stream to its end."""
    headers = {"Last-Event-ID": POSITION.read_text()} if POSITION.exists() else {}
    query = {"types": "record.created", "collection": COLLECTION}
    # A heartbeat comes every 15 seconds.
    with connect_sse(frodb, "GET", "/events", params=query, headers=headers, timeout=60) as stream:
        stream.response.raise_for_status()
        for event in stream.iter_sse():
            if event.event == "reset":
                print("events are missing: read the collection again", event.data, file=sys.stderr)
            elif event.data:
                for record_id in event.json()["record_ids"]:
                    agent.invoke({"event_id": event.id, "record_id": record_id})
            if event.id:
                keep(event.id)


while True:
    try:
        follow()
    except httpx.TransportError as error:
        print(error, file=sys.stderr)
    except httpx.HTTPStatusError as error:
        if error.response.status_code < 500:
            raise
        print(error, file=sys.stderr)
    time.sleep(1)
