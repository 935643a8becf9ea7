"""What the door says, in the form in which it goes out."""

from slack_bolt import BoltResponse


class Encoded(BoltResponse):
    """An answer that is written as bytes. Bolt's own is text: of a page of results with its emoji four bytes a letter,
    made only to be encoded again."""

    def __init__(self, encoded: bytes) -> None:
        self.status = 200
        self.encoded = encoded
        self.headers = {"content-type": ["application/json;charset=utf-8"]}

    @property
    def body(self) -> str:  # type: ignore[override]  # for whoever reads it as Bolt's: Socket Mode
        return self.encoded.decode()


def body_of(response: BoltResponse) -> bytes:
    return response.encoded if isinstance(response, Encoded) else response.body.encode()
