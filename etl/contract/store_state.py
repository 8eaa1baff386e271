"""Whether the store that several machines share was last reached: `store.json`, beside what was copied from it."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from etl.contract import clock
from etl.contract.paths import DataPaths

LATE: Final = timedelta(minutes=10)
"""So long nobody need hear of a store that isn't asked, or three times as long as is usual between two questions."""


class StoreState(BaseModel):
    """When the store was last asked and whether it gave a whole version; `every` so many seconds it is, if it is regularly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked_at: datetime
    reached: bool
    every: float | None = None

    @property
    def good(self) -> bool:
        """Whether what is shown is what the store has, as far as anybody knows."""
        late = max(LATE, 3 * timedelta(seconds=self.every)) if self.every else None
        return self.reached and (late is None or clock.now() - self.asked_at <= late)


def read_store_state(paths: DataPaths) -> StoreState | None:
    """What the last look at the store wrote down; None where no store is shared, or the file is none of this release."""
    try:
        return StoreState.model_validate_json(paths.store_state.read_bytes())
    except (OSError, ValidationError):
        return None
