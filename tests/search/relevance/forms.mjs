// Regular English words in all their regular forms: for asking in another form than the text has.

// Written by hand and long enough that any site has some of them; verbs, and nouns that only take an s.
const VERBS = `accept add agree aim allow alter announce answer argue arrive ask attach attend avoid bake bathe believe
blame boil borrow bother burn call cancel care carry change charge chase check claim clean climb close collect compare
complain confirm confuse connect consider contain continue control cook copy correct cost count cover crack cross cure
damage dance deal decide delay deliver depend describe design detect differ discover dispute drain dress drift drop
earn email employ empty encourage end enjoy enter escape expect expire explain express fail fasten fear fetch fill filter
finish fit fix float flood flow fold follow force forgive frighten gather glow grease greet grind guard guess guide
handle happen harm heat help hire hook hope hum hurry ignore imagine improve include increase inform inspect install
interrupt invent invite iron jam join joke judge jump kick kneel knock label land last laugh lean leak learn lift light
list listen load lock look lower maintain manage mark marry match matter measure melt mend mention miss mix move name
need nod note notice number obey object observe offer open order own pack paint park pass paste pause pay perform
permit phone pick place plan plant plaster play please plot point polish post pour practise praise prepare present
press pretend prevent print produce promise propose protect prove pull pump push question queue race rain raise reach
receive recognise recommend record recover reduce refuse regret relate release remain remember remind remove rename
renew repair repeat replace reply report rescue reserve restore retire return reward ring rinse risk roll row ruin rush
sail save scratch scream search seem select separate serve settle share shelter shift shout show signal slip smell smile
solve sort sound spare spell splash squeal stain stare start stay steer step stop store stretch subtract suffer suggest
supply support surprise suspect switch talk taste test thank tidy time tip touch trace train transfer trap travel treat
trip trust try turn type unlock use vanish visit wait walk want warm warn wash waste watch weigh whistle wipe wish
wobble wonder work worry wrap yell`.split(/\s+/);

const NOUNS = `account address advantage alarm ambulance amplifier anchor animal antenna apprentice archive article
astronomer backup barge bearing beacon beekeeper bell bill boat bolt book bottle box breaker bridge brigade bucket
building bulletin bus button cable cake camera candle canal captain card carpet cat catalogue centrifuge certificate
chair chapel chapter chart chimney choir church circuit clerk clinic clock cloud column committee compressor computer
conductor contractor cook copy corridor counter cow crane customer dashboard database deck delivery desk detector
dial diesel digit disk diver doctor dog door dose drawer drill driver edge egg elevator email engine engineer
envelope exercise experiment farmer ferry field figure filter finger fire flag flask forecast forecaster fridge garden
gate gauge generator glove guest handle harbour heater helicopter hospital hotel hour inspector instrument invoice
island key kitchen label laboratory ladder lamp language letter lever library light line list lock logbook machine
manager manual map margin marquee mast matchbox measurement meeting melody memory message meter midwife mill mirror
monk month motor mountain neighbour night number nurse office officer operator opinion order oven owner page painter
pan paramedic passenger patient pattern pencil percentage phone photograph physician picture pilot pipe plan planner
plasterer platform pocket point port porter postcard power pregnancy prescription printer probe problem procedure
programme projector pump pupil purser question queue radio railway reader receipt recipe recorder rescuer reservation
restaurant rift ring river robot roof room root rope rota rule sample school screen secretary sensor server service
setting shackle shed sheet shelf shift ship shop shovel signal siren skier skipper sluice socket soprano spreadsheet
sprinkler stage station sticker storm story street student substation suitcase supervisor supplier surgeon surprise
swab switch system table tablet tank target teacher technician telescope tenor theatre thermostat ticket tide tin title
torch tower town train trainee transmitter treasurer treaty trolley truck tunnel turnstile valve vehicle verger vessel
village voice volunteer waiter wall ward warning watch weir wheel window winter wire worker workshop`.split(/\s+/);

const SIBILANT = /(?:s|x|z|ch|sh)$/;
const CONSONANT_Y = /[^aeiou]y$/;
// Short and stressed on the end, so that the last letter is doubled: stop, trap, permit.
const DOUBLES = new Set(`drop fit hum jam knit nod permit plan plot regret ship slip step stop tip transfer trap trip
wrap`.split(/\s+/));

function ends(word) {
  if (CONSONANT_Y.test(word)) return `${word.slice(0, -1)}ies`;
  return SIBILANT.test(word) ? `${word}es` : `${word}s`;
}

function verb(word) {
  const last = word.at(-1);
  if (CONSONANT_Y.test(word)) return [word, ends(word), `${word.slice(0, -1)}ied`, `${word}ing`];
  if (word.endsWith('ee')) return [word, ends(word), `${word}d`, `${word}ing`];
  if (last === 'e') return [word, ends(word), `${word}d`, `${word.slice(0, -1)}ing`];
  const stem = DOUBLES.has(word) ? word + last : word;
  return [word, ends(word), `${stem}ed`, `${stem}ing`];
}

// Past forms are left out where English has another one: nobody looks for "payed".
const IRREGULAR = new Set(`burn cost deal drift grind kneel learn light lean ring show smell spell steer waste pay
dress`.split(/\s+/));

/** All forms of each word, the plain one first. */
export const FORMS = [
  ...VERBS.map((word) => verb(word).filter((form) => !(IRREGULAR.has(word) && form.endsWith('ed')))),
  ...NOUNS.filter((word) => !VERBS.includes(word)).map((word) => [word, ends(word)]),
];
