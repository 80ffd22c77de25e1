"""English words that carry a mood, by strength; a star ends a stem that may go on.

Written for this project: what people call goods, food, films, rooms, waiting and help. The
strengths are 1 (mild) to 3 (strong); the classifier learns what they are worth.
"""

POSITIVE = {
    3: """
    amazing* astonishing* astound* awesome* best bliss* breathtaking* brillian* dazzl*
    delectabl* delicious* delight* divin* ecsta* enchant* enthrall* epic euphor* exceptional*
    exhilarat* exquisit* extraordinar* fabulous* fantastic* favorite* favourite* flawless* gem
    gems genius* glorious* gorgeous* heaven* hilarious* hooray hurrah impeccabl* incredibl*
    ingenious* irresistib* love loved lovely loves loving magic magical* magnificen* majestic*
    marvel* masterful* masterpiece* mesmeri* miracl* outstanding* overjoyed perfect* phenomenal*
    priceless radiant* ravish* remarkabl* rivet* sensational* spectacul* spellbind* splendid*
    stellar stunning* stupendous* sublim* superb* superlative* supreme* terrific* thrill*
    triumph* unbeatable unforgettabl* unmissable unparalleled unrivalled wonderful* wonderous*
    wondrous* woohoo wow yay yippee yum yummy
    """,
    2: """
    accomplish* accura* ace adept* admir* ador* affable affection* agil* alluring* amus* appeal*
    appetising appetizing applau* appreciat* apt artful* attentiv* attractiv* authentic* award*
    bargain beaut* beguil* belov* beneficial benefit* bless* bonus bravo* breez* bright*
    captivat* carefree careful celebrat* charisma* charm* cheer* chic clever* comfort* comfy
    commend* compassion* compelling* competen* compliment* congenial convenien* convinc* cosy
    courteous* cozy creativ* crisp* cute daring decent* dedicat* deft* dependab* deserv* dignif*
    disarming* dope durabl* dynam* eager* earnest* easi* easy effective* efficien* effortless*
    elega* eloquen* empath* endear* energetic* engag* engross* enjoy* enlighten* enliven*
    enrich* entertain* enthral* enthus* enticing* envious* ergonomic* evocative* excel* excit*
    expert* expressive* exuberan* fab fascinat* fast fearless* fine finest flair flatter*
    flavorful flavourful fluffy fond fortun* frank* fresh* friendl* fruitful* fulfil* fun
    funnier funniest funny generous* gentle* genuine* gifted glad* glamour* glee* glow* good
    goodness grace* gracious* grand grateful* gratif* great* gripping* groov* handsome* handy
    happi* happy harmon* healthy hearten* heartfelt heartwarming* helped helpful* helps hero
    heroic* honest* hono* hospitable hug hugs humane humor* humour* ideal* imaginat* immacul*
    immers* impress* improv* infectious* informative* innovat* insightful* inspir* intelligen*
    interesting* intimate intrigu* intuitiv* inventiv* inviting* jewel jolly joy* jubilan* juicy
    keen kind kindest kindly kindness kudos laugh laughed laughs lifesaver likable likeable
    liked lively luck* luminous* luscious* lush* luxur* lyrical* mature* memorabl* merry
    mouthwatering moving* neat* nice* nifty noble* nourish* nuanced nutritious optimis*
    original* pamper* passion* patience patient* peace* playful* pleas* plush* poetic* poignan*
    polished polite* powerful* practical prais* precise* premium prettier prettiest pretty
    princely pristin* professional* profound* prompt* proud* punctual* quaint quick* refin*
    refresh* relax* reliab* reliev* relish* renown* resilien* resonan* respect* responsive*
    reward* robust* rock rocked rocks romantic romp roomy satisfact* satisfied satisfies
    satisfy* savour* savvy scrumptious seamless* sensib* sensitiv* sensual* sharp* silky sincer*
    sleek* slick* smart* smil* smooth* snug* soft* solid* sophisticat* soul* spacious* sparkl*
    speedy spirited* spotless* sturdy stylis* suave subtl* succeed* success* succulent*
    sumptuous* super supple surefooted sweet* swift* sympath* talent* tast* tender* thank* thanx
    thorough* thoughtful* thumbs thx tidy timeless top treasur* trust* truthful* ty tysm tyvm
    unbeat* upbeat uplift* useful* valuable versatil* vibran* victor* virtu* vivid* warm*
    welcom* win winner* winning* wins wisdom wise witt* won wonder* worth worthwhile worthy
    youthful* zest* zippy
    """,
    1: """
    adequat* affordabl* agree* alive ample assur* balanced better bold* calm* capab* care cared
    caring clean cleaner clear clearly coheren* colourful confident* consistent* cool correct*
    delicate* discount* diverting earn* elaborate enough entertained fair fairly fans fit fits
    fitting* flexib* generally glossy handcrafted heart hearty hopeful* inexpensive intense
    intric* lightweight like meaningful* okay outdo painless popular positiv* promising* proper*
    quality quiet* ready real recommend* restor* safe safely sane shine* silent sober solv*
    sorted spark special* spoton stabl* strong* suit* sustain* tight timely touch* trendy true
    understated unique* unpretentious upgrade* versed vital* worked works
    """,
}
NEGATIVE = {
    3: """
    abhor* abominab* abus* abysmal* agoni* appal* arsehole* asshole* atroci* awful* bastard*
    bitter* bullshit catastroph* cheat* conned contempt* crap* criminal* cruel* damn* deceit*
    deceiv* despicab* despis* detest* devastat* disast* disgrac* disgust* dreadful* enrage*
    evil* execrab* exploit* ffs fiasco filth* foul* fraud* fuck* furious* fury garbage ghastly
    gross* gruesome hate* hating heinous* hell hellish hideous* horrend* horribl* horrid*
    horrif* humiliat* idiot* inedib* inept* inexcusab* infuriat* insult* intolerab* junk liar*
    lied loath* lousy miser* monstrous* moron* nauseat* nightmar* outrag* painful* pathetic*
    piss* poison* puke rage rancid repuls* revolt* ridicul* ripoff robbed rotten rubbish ruin*
    scam* scandal* shambl* shame* shit* sick* sloppy stink* suck* swindl* terribl* theft thief
    thieves torment* tortur* tragic* trash* ugl* unaccept* unbearab* unforgivab* unusable
    unwatchab* useless* vile* vomit* worst worthless* wreck* wretch* wtf yuck*
    """,
    2: """
    absurd* ach* afraid aimless* alarm* amateur* anger* angr* annoy* anxi* arrogan* asham*
    atrophi* avoid* awkward* bad bait banal* blam* bland* bleak* blur* bogus bored boredom bores
    boring* bother* breakage brok* brutal* bug buggy bugs bulky bumbl* burn* chaos chaotic*
    cheap* cheesy cliche* cliché* clogg* clueless* clumsy clunk* coars* cockroach* confus*
    contriv* corny corrupt* crack* crash* crazy creak* creased cried crook* crude* crumb*
    cumbersome damag* danger* dead defect* delay* demean* deni* depress* deriv* despair* desper*
    deteriorat* died dirt* disagree* disapoint* disappear* disappoint* disjoint* dislik* dismal*
    dismay* disorgani* dissapoint* dissatisf* disturb* doubtful* drag dragged drags dread*
    dreary drivel dud dull* dumb* dump* embarrass* empty endless* error* excus* exhaust* expir*
    fail* fake* fals* farce fatigu* fault* feeble* fell filler flat flaw* flimsy flop*
    forgettabl* forgot* formulaic* fragil* freez* froze frustrat* fuss fuzzy gimmick* glitch*
    gloom* greas* greed* grief grim grimy gripe* groan* grouch* grumpy guilt* harm* harsh*
    hassl* headache* heartbrea* heartless* hollow* hopeless* hurt* ignor* ill illog* impolit*
    imposs* inaccura* inadequat* inan* incoheren* incompat* incompet* inconsiderat* inconsist*
    inconvenien* incorrect* indifferen* ineffect* inefficien* inferior inflat* insipid*
    insufferab* irrelevan* irrespons* irritat* itch* jammed jerk* joke joyless* lack* lag laggy
    lags lame* late lazy leak* letdown lethargic* lifeless* limp listless* loos* lose loses
    losing loss lost ludicrous* lukewarm lying mad maddening* malfunction* manipulativ* mawkish*
    meander* meaningless* mediocr* meh melodram* mess* mildew* mindless* misguid* misl* missing
    mistak* moldy monoton* mouldy muddl* mundan* murky mush mushy negativ* neglect* nois*
    nonsens* nuisance* numb* obnoxious* obsolete odious offend* offens* outdated overcharg*
    overcook* overdone overheat* overhyped overlong overpric* overrated overwrought pain pains
    patroni* peel* pest* plod* pointless* ponderous* poor* predictab* pretentious* protest*
    pushy puzzl* rattl* refus* regret* reject* resent* rigid rude* rust* sad sadder sadly
    sadness sag sags sarcast* scare* scary scratch* screw* shabby shallow* sham shatter* shock*
    shoddi* shoddy shrank shrink* shrunk silly slap* slog slow slower slowest sluggish* smell*
    smelt smug* snag* snapped snob* snooz* soggy sorrow* soulless* spoil* spotty squeak* stain*
    stale* stiff* sting* stol* strain* stress* stubborn* stuck stupid* substandard suffer*
    suspicio* tacky tangle* tasteless* tears tedi* tepid* threat* thrown tire* tiring tore torn
    touristy trite trivial* troubl* turgid* unappeal* unappetis* uncomfort* unconvinc*
    underwhelm* uneven* unfair* unfortunat* unfunny unhappy* unhelpful* unimagin* unimpress*
    uninspir* unintellig* uninterest* unlik* unnecess* unpleasant* unprofes* unrealist*
    unreliab* unresol* unresp* unsafe* unsatisf* unstab* untrust* unwelcom* unworthy* upset*
    vague* vapid* violat* violent* vulgar* wast* watery weak* weary weird* whin* wobbl* woeful*
    wooden* worr* worse worsen* worthless wrong* yawn*
    """,
    1: """
    abandon* alas allegedly bare* bent bump* cancel* collaps* complain* costly crowd* crying
    difficult* expensive* fear* fool* hard hesitat* hungr* inaudible insomn* interrupt* isolat*
    limit* lonely loud misfir* misplac* missed overly pretend* problem* quit reek* rough* runny
    shaky short sink* sorry spent squish* stop* strange* supposed* unable unavail* unclear*
    unfinish* unknown* unplugg* unwatch* wait* wary worn
    """,
}
NEGATIONS = """
    not no never neither nor nobody none nothing without isn't wasn't aren't weren't don't doesn't
    didn't can't couldn't won't wouldn't shouldn't hasn't haven't hadn't cannot ain't isnt wasnt
    dont doesnt didnt cant couldnt wont wouldnt n't nt hardly barely scarcely rarely seldom lacks
    lack lacking fails fail failed less least
"""
STRONGER = """
    very really so too extremely absolutely totally completely utterly incredibly super truly
    deeply highly simply such particularly especially awfully terribly insanely ridiculously
    seriously damn bloody freaking well most ever
"""
WEAKER = """
    somewhat slightly fairly rather quite bit little kinda sorta partly mildly almost sort kind
    mostly reasonably relatively
"""
CONTRASTS = "but however yet although though except unfortunately sadly instead shame pity"
