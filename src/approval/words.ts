const LIST = `
  acorn acre actor adapt adobe adopt adult agile agree airway alarm album alert algae alley almond alpha alpine amber
  amend ample anchor angle ankle anthem antler apple apron arbor arena armor aroma array arrow ashes aspen asset atlas
  attic audit autumn avid avoid awake award azure bacon badge bagel baker ballad balm bamboo banjo banner barge bark
  barley barn barrel basil basket batch beach beacon beagle beam bean beaver beetle begin belt bench berry bison blade
  blend blimp bloom blot blue blunt blush boat bobbin bonnet bonus book border bottle bouncy bowl brace brain bread
  breeze brick bright brisk broad bronze brook brush bubble bucket budget bugle build bulb burrow butter button buzzer
  cabin cable cactus cadet camel camera camp canal candle canoe canvas canyon cape carbon card cargo carpet carrot
  carve castle cattle cedar cellar cello cement chain chair chalk chant chapel charm chase cheek cheese cherry chess
  chest chief chili chime choir cider cinema circle circus citrus civic clay clever cliff climb cloak clock cloth
  cloud clover coach coast cobalt cobble cobweb cocoa coffee coin comet comic condor copper coral cork cotton couch
  cougar county cousin cove cradle craft crane crater crayon cream creek crew crisp crocus crop crown crumb crust cube
  cuckoo cupola curb curry curve cycle dahlia daily dairy dance dapper dawn debate decade deer delta denim depot depth
  desert desk detail dial diary dimple diner dinner disc ditch diver dock dollar domain dome domino donkey donor door
  draft dragon drama drape dream dress drill drink drive drum duet dune dwell eager eagle early earth easel ebony echo
  editor eight elbow elder elect elk emblem empty enamel energy engine enjoy enter envoy equal errand escort essay
  estate ethic event exact exit export extra fabric facet factor fair falcon family fancy farm fast feast fedora
  fellow fence fern ferry fiber fiddle field fifty figure filter final finch finger fire first fish flag flame flash
  flask fleet flint float flock flood floor flora fluid flute foam focus folder folk forest format fossil found fox
  frame free fresh friend frog front frost fruit fudge funnel future gadget galaxy gallon gallop game garage garden
  garlic garnet gate gazebo gecko gentle geyser giant glad glass glaze globe glory glove glow glue goal golden goose
  gopher gorge gourd grace grade grain grand graph gravel gravy green grid grill grove guard guava guest guide guitar
  gulf gull habit hammer handle harbor harp hawk hazel heath hedge helmet herald herb hermit heron hidden hill hinge
  hockey hollow honey hood horn horse hotel house hover humble husky hut hybrid icon igloo image import inch indigo
  ingot ink inlet iris iron island item ivory ivy jacket jaguar jelly jersey jewel jigsaw join joke jolly judge juice
  jumbo jump jungle karate kayak keen kelp kernel kettle keypad kiln kimono kind king kiosk kite kitten kiwi knee
  knife knob koala label ladder lagoon lake lamb lance laptop larch large laser later laugh laurel lava lawn leaf
  league legend lemon lentil letter lilac lily lime linen lion liquid list lively lizard lobby local locket lodge
  logic long loom lotus loyal lucky lumber lunar lunch lyric macaw magic magnet magpie major mallet mammal mantle
  maple marble march marina market maroon marsh mask mason matrix meadow melody melon member memo mentor menu merit
  mesh meteor method metro middle mill mint minute mirror mitten mixer mobile model modern molar monkey month moose
  moped mosaic moss motor movie muffin mulch mural museum music myth napkin nature navy neat nectar nephew nest nickel
  night nimble noble nomad noodle normal north note novel number nutmeg nylon oak oasis oboe ocean octave office olive
  omelet onion onyx opal open opera orange orbit orchid origin osprey outer oval oven owl oxygen oyster paddle page
  paint palace palm panda panel pansy papaya paper parcel parrot party pasta pastel pastry patch patio peach peak
  peanut pearl pebble pecan pencil penny pepper perch petal phase phone photo piano picnic pigeon piglet pillar pillow
  pilot pine pirate pixel pizza planet plank plasma plate plaza plover plush pocket poem polish polite pollen pony
  poplar poppy porch portal potato potter powder pretty print prism proof proud public puddle puffin pulley pulse puma
  puppet purple puzzle quail quarry quartz queen quest quick quiet quill quiver quiz rabbit radar radio radish rail
  raisin ramp ranch random range rapid rascal raven ravine razor ready recipe record reef regal region relay relic
  relish remedy remote repair resin ribbon rice ring ripple river road robin robot rodeo roof rope rose rotor route
  royal rubber ruby rudder rug runner rural rustic saddle safari salad salmon salt salute sand satin saxon scarf scene
  school scoop scope scout screw scroll season seat second secret seed senior sequel sesame seven shadow shale shark
  sheep shelf shell shine ship shirt shoe shovel shrimp shrub siesta signal silent silk silver sister sitar six sketch
  ski skill sky slate sled sleeve slice slope sloth small smart smile smoke smooth snack snail snow soap soccer social
  soda sofa solar solid sonar song south space spark speech sphinx spider spiral spirit sponge spoon sport spray
  spring sprout spruce square squid stable staff stage stamp star statue steam step stereo stone stool story stove
  straw stream street string studio sturdy sugar summer summit sun sunset super supper surf swan sweet swift swim
  sword syrup system tablet taco tailor talent tape target tart tavern taxi teacup teal teapot temple tempo tennis
  tent thatch theme thread three thrift thumb ticket tidal tiger timber tinsel tiny toast today toffee tofu token
  tomato topaz topic torch totem toucan towel town track trade trail travel tray treat trio trophy trout truck trunk
  tulip tundra tunic tunnel turbo turkey turnip turtle tuxedo twelve twenty twig twin umpire uncle union unique unit
  unity upper urban urchin useful usher usual utmost vacuum valet valley value vapor vault vector velvet vendor video
  view vine vinyl viola violet violin visit vital vivid vocal voice voyage waffle wagon wallet walnut walrus waltz
  warm warmth water wave weaver west wharf wheat white wicker willow wind window winner winter wisdom wise wizard wolf
  wonder wood wreath writer yacht yard year yeast yellow yodel yogurt young zebra zenith zephyr zero zesty zigzag zinc
  zipper zodiac zone
`;

/** 1024 short words that are told apart by eye and ear: ten bits each. Their order is fixed, since codes are made with it. */
export const WORDS: readonly string[] = LIST.trim().split(/\s+/);
