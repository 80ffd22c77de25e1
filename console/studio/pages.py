"""The pages of the studio: one router an area."""

from console.studio.changes.routes import router as studio_changes
from console.studio.domain.list_routes import router as studio_lists
from console.studio.domain.routes import router as studio_domain
from console.studio.domain.slot_routes import router as studio_slots
from console.studio.exchange.preview_routes import router as studio_imports
from console.studio.exchange.routes import router as studio_exchange
from console.studio.insight.routes import router as insight
from console.studio.intents.adding import router as studio_adding
from console.studio.intents.listing import router as studio_intent_list
from console.studio.intents.routes import router as studio_intents
from console.studio.judging.asking_routes import router as judging_asking
from console.studio.judging.beside_routes import router as judging_beside
from console.studio.judging.routes import router as judging
from console.studio.labelling.doubt_routes import router as doubts
from console.studio.labelling.proposing_routes import router as meanings
from console.studio.labelling.routes import router as labelling
from console.studio.map.routes import router as studio_map
from console.studio.models.moving_routes import router as pointer
from console.studio.models.routes import router as models
from console.studio.naming.routes import router as studio_naming
from console.studio.proving.routes import router as studio_proving
from console.studio.responses.listing import router as studio_response_list
from console.studio.responses.routes import router as studio_responses
from console.studio.routes import router as studio
from console.studio.stories.changing import router as studio_story
from console.studio.stories.routes import router as studio_stories
from console.studio.stories.whole import router as studio_whole_story
from console.studio.talk.routes import router as studio_talk
from console.studio.training.routes import router as training
from console.studio.yaml.routes import router as studio_files

ROUTERS = (
    studio,
    studio_changes,
    studio_intent_list,
    studio_intents,
    studio_adding,
    studio_naming,
    studio_stories,
    studio_story,
    studio_whole_story,
    studio_map,
    studio_files,
    studio_talk,
    studio_exchange,
    studio_imports,
    doubts,
    labelling,
    meanings,
    training,
    models,
    pointer,
    judging,
    judging_beside,
    judging_asking,
    insight,
    studio_response_list,
    studio_responses,
    studio_proving,
    studio_lists,
    studio_domain,
    studio_slots,
)
