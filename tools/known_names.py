"""The names that ``tools/news_sentences.py`` puts into its sentences: people of all the world, and what is well known.

Each list is parted by semicolons. Those from ``WORKS`` on name what is neither person, organisation nor place.
"""

from __future__ import annotations

from collections.abc import Sequence

# Given names, family names, and whether the family comes first.
PEOPLES: Sequence[tuple[str, str, bool]] = (
    (
        "James Mary Robert Linda Michael Susan David Karen Richard Nancy Thomas Emily Daniel Rachel Andrew Laura "
        "Kevin Megan Brian Hannah Steven Olivia George Charlotte Edward Grace Peter Alice Simon Fiona Graham Tracey "
        "Angus John William Charles Joseph Henry Jack Frank Harry Fred Walter Arthur Albert Samuel Benjamin Ben Matt "
        "Mike Bill Bob Tom Tim Jim Joe Dan Steve Jeff Greg Scott Eric Mark Paul Anthony Tony Chris Kyle Ryan Justin "
        "Jason Brandon Tyler Dwight Earl Roy Ray Carl Ralph Eugene Louis Philip Patrick Sean Ian Neil Keith Gary "
        "Larry Jerry Dennis Donald Douglas Ronald Elizabeth Margaret Jennifer Jessica Sarah Sally Ann Anne Kate Emma "
        "Lucy Jane Julia Diana Helen Ruth Betty Dorothy Barbara Judy Nicole Amanda Melissa Ashley Kim Tiffany Denise "
        "Sharon Wendy Pamela Victoria Abigail",
        "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson White Harris Clark "
        "Lewis Walker Hall Young Wright Hill Green Baker Carter Mitchell Campbell Stewart Bell Murphy Cook Ward Fox "
        "Price O'Brien McDonald MacLeod Fitzgerald Pemberton-Hughes Ashworth Bush Rice Stone Fields Thomas Roberts "
        "Phillips Evans Edwards Collins Rogers Reed Morgan Peterson Cooper Richardson Cox Howard Watson Brooks Kelly "
        "Sanders Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Butler Simmons "
        "Foster Bryant Alexander Russell Griffin Hayes Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens "
        "Reynolds Fisher Ellis Gibson Marshall Grant Lincoln Washington Jefferson Kennedy Nixon Reagan Carson Lane "
        "Burns Dean Hart Knight Bishop Chapman Lawson Crawford Hudson Dixon Hunt Palmer Black Holmes Rose Boyd Mason "
        "Warren Porter Hicks Shaw Blake Doyle Walsh",
        False,
    ),
    (
        "Min-seo Ji-hoon Seung-woo Hye-jin Sang-min Eun-ji Tae-yang Soo-mi Kyung-ho Yoon-a Byung-chul Myung-hee Sung "
        "Hyun Chol-su Ryong-hae Son-gwon Minjun Jiyeon Hae-in Myung-in Se-on Jung-an Gyu-do Ha-so",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Paek Ri Moon",
        True,
    ),
    (
        "Wei Xiaoming Jianguo Meiling Zhiqiang Yifan Guozheng Lihua Haoran Tianyi Xuemei Dongsheng Weidong Shaoqi "
        "Zemin Yuanchao Qishan Huning Jing Bo Keqiang Chunhua Baoshan Rui Xin",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Zheng Xie Tang Deng Feng "
        "Cao Peng Zeng Xiao Cai Pan Yuan Dong Yu Su Ye Lu Wei Jiang Kong Hua Xi Bao Qin Hou Yan Geng",
        True,
    ),
    (
        "Carrie Paul Jasper Regina Starry Kenneth Joshua Claudia Priscilla Vincent Kelvin Winnie",
        "Lam Chan Tsang Leung Cheung Wong Lau Ng Kwok Yip Tam Fung Chow Yeung Tse Mok",
        False,
    ),
    (
        "Hiroshi Yuki Takeshi Akiko Kenji Naoko Shinzo Taro Haruka Satoshi Yoko Ryota Daisuke Emi Kazuo Mariko Sho "
        "Fumio Ren Sota",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto "
        "Inoue Kimura Hayashi Shimizu Yamazaki Mori Ikeda Hashimoto Ishikawa Ogawa Okada Kono Kishi Ota-Fujii",
        False,
    ),
    (
        "Rajesh Priya Amit Sunita Vikram Anjali Sanjay Deepika Arvind Kavita Narayan Meera Suresh Lakshmi Imran "
        "Ayesha Bilal Fatima Tariq Nawaz Shehbaz Hina",
        "Sharma Patel Singh Kumar Gupta Reddy Iyer Nair Mehta Joshi Desai Chatterjee Banerjee Khan Malik Hussain "
        "Bhutto Qureshi Chaudhry Rao Pillai Jayaraman Wickremesinghe Perera",
        False,
    ),
    (
        "Mohammed Ahmed Ali Hassan Omar Khalid Youssef Layla Noor Samir Nadia Abdullah Ibrahim Mustafa Rania Tarek "
        "Hamid Karim Salma Faisal Reza Hossein Zahra Mehmet Ayse Emre Recep",
        "al-Masri Haddad Mansour Khalil Nasser al-Hashimi Saleh Aziz Farouk Rahman Abbas Najjar bin Salem Rouhani "
        "Karimi Tehrani Mousavi Yilmaz Demir Kaya Erdem Ozturk El-Sayed Barghouti Ben Youssef",
        False,
    ),
    (
        "Ivan Olga Dmitry Natalia Sergei Elena Alexei Tatiana Mikhail Svetlana Vladimir Yulia Oleksandr Oksana Petro "
        "Iryna Boris Anton Pavel Andriy Nikol Irakli",
        "Ivanov Petrova Smirnov Kuznetsova Popov Sokolova Lebedev Kozlov Novikova Morozov Volkov Shevchenko Kovalenko "
        "Bondarenko Tkachenko Kravchuk Medvedev Orlov Pashinian Gelashvili",
        False,
    ),
    (
        "Hans Anna Klaus Sabine Jürgen Petra Wolfgang Ursula Friedrich Greta Lars Ingrid Sven Astrid Erik Mette Jan "
        "Katrien Pieter Anneke Matti Aino Olaf Annalena",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Koch Bauer Richter Klein von Hagen "
        "Johansson Lindqvist Nielsen Hansen de Vries van den Berg Jansen Virtanen Korhonen Kjær Scholten",
        False,
    ),
    (
        "Jean Marie Pierre Camille François Sophie Luc Élodie Giovanni Chiara Marco Francesca Matteo Giulia "
        "Alessandro Elisa Antoine Brigitte Emmanuelle Silvio",
        "Martin Dubois Moreau Laurent Lefebvre Girard Rousseau Le Goff de la Tour Rossi Russo Ferrari Bianchi Romano "
        "Colombo Conti Esposito Moretti Di Stefano Berlusca",
        False,
    ),
    (
        "José María Carlos Ana Luis Carmen Miguel Isabel Juan Lucía Pedro Rosa Diego Elena Jorge Gabriela João "
        "Beatriz Paulo Fernanda Luiz Dilma Andrés Nicolás",
        "García Rodríguez Martínez López González Hernández Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz "
        "Silva Santos Oliveira Souza Pereira Costa Ortega y Vega de Souza Chávez",
        False,
    ),
    (
        "Chidi Amara Kwame Ama Sipho Thandiwe Juma Wanjiru Kofi Zanele Tendai Nia Emeka Ngozi Abebe Hiwot Muhammadu "
        "Cyriaque Paulette",
        "Okafor Adeyemi Mensah Boateng Dlamini Nkosi Kamau Otieno Mwangi Ndlovu Moyo Banda Eze Abiodun Tesfaye Bekele "
        "Zulu Owusu Diallo Traoré Kagwe",
        False,
    ),
    (
        "Nguyen Tran Minh Anh Duc Linh Somchai Siti Budi Agus Dewi Joko Ferdinand Corazon Rodrigo Thaksin Prayut Aung "
        "Win Htin",
        "Van Hung Thi Hoa Phuc Suharjo Widodo-Putra Santoso Wijaya Reyes Cruz Bautista Aquino Marasigan Chaiyasit "
        "Srisai Myint Kyaw Zaw Oo Tan Lim Goh",
        False,
    ),
    (
        "Andrzej Katarzyna Piotr Agnieszka Tomáš Jana László Eszter Viktor Zsófia Nicolae Ioana Dragan Milica Goran "
        "Ana Edi Nikos Eleni Alexis",
        "Kowalski Nowak Wiśniewska Zieliński Novák Svobodová Nagy Kovács Szabó Popescu Ionescu Jovanović Petrović "
        "Horvat Marić Papadopoulos Georgiou Hoxha",
        False,
    ),
)

TITLES = (
    "President;Prime Minister;Chancellor;Senator;Mr;Mrs;Ms;Dr;Professor;Justice;General;Captain;King;Queen;Mayor;"
    "Governor;Foreign Minister;Finance Minister;Secretary of State;Sir;Pope;Chief Executive;US President;"
    "Defence Secretary;Premier;Vice-President;Lieutenant Colonel;Rep.;Sen.;Gov.;opposition leader;striker;coach;"
    "goalkeeper;actor;singer;director;special envoy;police chief;Health Secretary;Attorney General;Deputy Minister;"
    "Chief Justice;Judge;Detective Inspector;spokeswoman;spokesman;novelist;economist;former president;Crown Prince"
)

REGIONS = (
    "Europe;Asia;Africa;the Middle East;Latin America;Southeast Asia;North America;South America;Central America;"
    "Eastern Europe;Western Europe;North Africa;West Africa;East Africa;the Scandinavia;the Korean peninsula;"
    "the Balkans;the Baltic Sea;the Black Sea;the Caspian Sea;the Red Sea;the Persian Gulf;the Gulf of Mexico;"
    "the South China Sea;the North Sea;the English Channel;Central Asia;the Sahel;Siberia;the Mediterranean;Crimea;"
    "Gaza;the Gaza Strip;the West Bank;the Golan Heights;Kashmir;Tibet;Xinjiang;Catalonia;Scotland;Wales;England;"
    "Northern Ireland;Ulster;Yorkshire;Kent;Sussex;Essex;Lancashire;Lincolnshire;Cornwall;Devon;Surrey;the Midlands;"
    "Alabama;Alaska;Arizona;Arkansas;California;Colorado;Connecticut;Delaware;Florida;Georgia;Hawaii;Idaho;Illinois;"
    "Indiana;Iowa;Kansas;Kentucky;Louisiana;Maine;Maryland;Massachusetts;Michigan;Minnesota;Mississippi;Missouri;"
    "Montana;Nebraska;Nevada;New Hampshire;New Jersey;New Mexico;New York;North Carolina;North Dakota;Ohio;Oklahoma;"
    "Oregon;Pennsylvania;Rhode Island;South Carolina;South Dakota;Tennessee;Texas;Utah;Vermont;Virginia;Washington;"
    "West Virginia;Wisconsin;Wyoming;Puerto Rico;Ontario;Quebec;Alberta;British Columbia;Nova Scotia;Manitoba;"
    "Saskatchewan;Newfoundland;New South Wales;Queensland;Victoria;Tasmania;Western Australia;Bavaria;Saxony;Prussia;"
    "Silesia;Bohemia;Galicia;Transylvania;Normandy;Brittany;Burgundy;Alsace;Provence;Tuscany;Lombardy;Sicily;Sardinia;"
    "Corsica;Crete;Andalusia;Castile;Flanders;Wallonia;Lapland;Anatolia;Mesopotamia;Palestine;Punjab;Bengal;Kerala;"
    "Gujarat;Sindh;Guangdong;Sichuan;Hokkaido;Okinawa;Java;Sumatra;Borneo;Bali;Mindanao;Darfur;Zanzibar;Biafra;"
    "the Himalayas;the Alps;the Andes;the Rocky Mountains;the Pyrenees;the Urals;the Sahara;the Amazon;the Danube;"
    "the Nile;the Rhine;the Thames;the Volga;the Ganges;the Yangtze;the Mississippi River;the Potomac;the Rio Grande;"
    "Lake Victoria;Lake Michigan;Mount Kenya;Mount Everest;Mount Fuji;Niagara Falls;the Grand Canyon;Yellowstone;"
    "Heathrow;Heathrow Airport;Fifth Avenue;Broadway;Wall Street;Times Square;Downing Street;Trafalgar Square;"
    "Tiananmen Square;Capitol Hill;Hollywood;Silicon Valley;Manhattan;Brooklyn;Queens;the Bronx;Harlem;Long Island;"
    "Staten Island;Soho;Westminster;Wembley;Wembley Stadium;Madison Square Garden;Central Park;Hyde Park;Camp Nou;"
    "Buckingham Palace;the Eiffel Tower;the Empire State Building;Guantanamo Bay;Pearl Harbor;Ground Zero;"
    "the Strait of Hormuz;the Gulf of Aden;the Suez Canal;the Panama Canal;the Pacific;the Pacific Ocean;the Atlantic;"
    "the Atlantic Ocean;the Indian Ocean;the Arctic;Antarctica;the US;US;U.S.;USA;UK;U.K.;the UK;Britain;"
    "Great Britain;America;the United States;the United States of America;the United Kingdom;the Soviet Union;"
    "Soviet Union;USSR;Yugoslavia;Czechoslovakia;East Germany;West Germany;Persia;Siam;Ceylon;Rhodesia;Burma;Bombay;"
    "Calcutta;Saigon;Constantinople;Leningrad;Holland;the Netherlands;the Philippines;the Congo;the Vatican;the North;"
    "the South;the Gulf;the West;Hong Kong;Macau;Taiwan;Greenland;New York City;Washington, D.C.;Washington DC;L.A.;"
    "NYC;San Diego;the Republic of Ireland;West Bengal;St. Louis;St. Petersburg;New Orleans;Las Vegas;the Bay Area;"
    "New England"
)

TEAMS = (
    "Manchester United;Real Madrid;Barcelona;Bayern Munich;New York Yankees;Los Angeles Lakers;Dallas Cowboys;Arsenal;"
    "Chelsea;Liverpool;Everton;Tottenham Hotspur;Aston Villa;Newcastle United;Leeds;Celtic;Rangers;Juventus;"
    "Inter Milan;AC Milan;Napoli;Roma;Ajax;PSV Eindhoven;Benfica;Porto;Sporting;Borussia Dortmund;Schalke;Hertha BSC;"
    "Monaco;Lyon;Paris Saint-Germain;Galatasaray;Boca Juniors;River Plate;Flamengo;Santos;Red Sox;Boston Celtics;"
    "Chicago Bulls;Chicago Cubs;St. Louis Cardinals;San Francisco 49ers;Green Bay Packers;New England Patriots;"
    "Pittsburgh Steelers;Toronto Maple Leafs;Montreal Canadiens;Detroit Red Wings;Denver Broncos;Miami Dolphins;"
    "Golden State Warriors;Philadelphia 76ers;Houston Astros;Seattle Seahawks;Atlanta Braves;Yankees;Lakers;Cowboys;"
    "Patriots;Dodgers;Mets;Essendon;Collingwood;Brisbane Lions;Sydney Swans;Waratahs;Crusaders;Munster;"
    "Leicester Tigers;Wasps;Ferrari;McLaren;Mumbai Indians;Chennai Super Kings;Kaizer Chiefs;Al Ahly;Zamalek;"
    "CSKA Moscow;Spartak;Dynamo Kyiv"
)

MASCOTS = (
    "United;City;Rovers;Town;Athletic;Wanderers;Tigers;Hawks;Lions;Bears;Eagles;Falcons;Bulldogs;Wildcats;Panthers;"
    "Sharks;Giants;Rangers;Kings;Knights;Raiders;Cardinals;Blue Jays;Hornets;Spartans;Trojans;Vikings;Pirates;"
    "Cavaliers;Rockets;Blazers;Comets;Thunder;Storm;Blues;Reds;Hockey Club;Cricket Club;FC;SC;Rugby Club;Dynamo"
)

LEAGUES = (
    "NFL;NBA;MLB;NHL;NCAA;Premier League;La Liga;Bundesliga;Serie A;Major League Baseball;National Football League;"
    "American League;National League;Eredivisie;A-League;Football League;Big Ten;Pac-12;National Hockey League;"
    "Western Conference;Super Rugby;Top 14;Football Association;Uefa;Fifa;IOC;US Tennis Association;RFU;ICC;PGA Tour"
)

PAPERS = (
    "Reuters;AP;AFP;Associated Press;Agence France-Presse;Bloomberg;CNN;BBC;BBC News;ITV;Sky News;NBC;CBS;ABC;PBS;NPR;"
    "Fox News;MSNBC;HBO;MTV;VH1;ESPN;Al Jazeera;Xinhua;TASS;Interfax;Kyodo;Yonhap;The New York Times;New York Times;"
    "The Guardian;Wall Street Journal;Washington Post;Los Angeles Times;Chicago Tribune;Boston Globe;USA Today;"
    "The Times;The Daily Telegraph;Daily Mail;Daily Mirror;The Sun;The Independent;Financial Times;The Economist;Time;"
    "Newsweek;Rolling Stone;Billboard;Variety;The New Yorker;Vogue;Playboy;Forbes;Fortune;Der Spiegel;Die Zeit;"
    "Le Monde;Le Figaro;El País;La Repubblica;Haaretz;Asahi Shimbun;Times of India;The Hindu;People's Daily;"
    "Global Times;South China Morning Post;Sydney Morning Herald;The Age;Globe and Mail;Toronto Star;Pitchfork;NME;"
    "Kommersant;Al Arabiya;Dawn;Straits Times;Bangkok Post;Politico;Axios;HuffPost;BuzzFeed;Vox;Wired;The Atlantic"
)

COMPANIES = (
    "Google;Apple;Microsoft;Amazon;Facebook;Twitter;YouTube;Instagram;MySpace;Wikipedia;Yahoo;eBay;PayPal;Intel;IBM;"
    "Hewlett-Packard;Dell;Oracle;Cisco;Nvidia;AMD;Qualcomm;Samsung;LG;Sony;Panasonic;Toshiba;Hitachi;Nokia;Ericsson;"
    "Huawei;Alibaba;Tencent;Baidu;Xiaomi;Foxconn;Toyota;Honda;Nissan;Mazda;Hyundai;Kia;Volkswagen;BMW;Audi;Porsche;"
    "Daimler;Renault;Peugeot;Fiat;Volvo;Saab;Ford;General Motors;Chrysler;Tesla;Rolls-Royce;Boeing;Airbus;"
    "Lockheed Martin;Raytheon;Northrop Grumman;BAE Systems;Goldman Sachs;Morgan Stanley;JPMorgan;JP Morgan Chase;"
    "Citigroup;Bank of America;Wells Fargo;Lehman Brothers;HSBC;Barclays;Lloyds;UBS;Credit Suisse;Deutsche Bank;"
    "BNP Paribas;Société Générale;Santander;Shell;BP;ExxonMobil;Chevron;Total;Gazprom;Rosneft;Saudi Aramco;Enron;"
    "Petrobras;Pfizer;Novartis;Roche;Merck;Bayer;AstraZeneca;GlaxoSmithKline;Johnson & Johnson;Moderna;BioNTech;"
    "Siemens;Bosch;Philips;ABB;General Electric;GE;3M;Caterpillar;Netflix;Disney;Walt Disney;Warner Bros.;Paramount;"
    "Universal Pictures;20th Century Fox;Columbia Records;Capitol Records;Atlantic Records;EMI;Motown;Sub Pop;Def Jam;"
    "Nintendo;Sega;Electronic Arts;Uber;Lyft;Airbnb;Spotify;Walmart;Tesco;Sainsbury's;Aldi;Lidl;Carrefour;Ikea;H&M;"
    "Zara;Nike;Adidas;Starbucks;McDonald's;Burger King;KFC;Wendy's;Pizza Hut;Coca-Cola;PepsiCo;Nestlé;Unilever;"
    "Procter & Gamble;Danone;Heineken;AT&T;Verizon;Vodafone;Comcast;BT;Deutsche Telekom;Orange;Telefónica;"
    "British Airways;Lufthansa;Air France;Ryanair;EasyJet;Delta;United Airlines;American Airlines;Qantas;Emirates;"
    "Amtrak;Deutsche Bahn;FedEx;UPS;DHL;Maersk;Cathay Pacific;Home Depot;Best Buy;Costco;Target;Macy's;Random House;"
    "Penguin;HarperCollins;Marvel Comics;DC Comics;Oxford University Press;Berkshire Hathaway;SoftBank;BlackRock;"
    "Monsanto;Dow Chemical;BASF;Rio Tinto;BHP;Glencore;Vale;ArcelorMittal;Tata Steel;Reliance;Infosys;Mahindra"
)

BODIES = (
    "UN;U.N.;NATO;EU;WHO;IMF;WTO;OECD;UNESCO;UNICEF;UNHCR;IAEA;World Bank;European Union;United Nations;"
    "World Health Organization;International Monetary Fund;European Central Bank;ECB;Federal Reserve;Fed;"
    "Bank of England;Bank of Japan;Red Cross;International Red Cross;Amnesty International;Human Rights Watch;"
    "Médecins Sans Frontières;Doctors Without Borders;Oxfam;Save the Children;Greenpeace;Sierra Club;NAACP;ACLU;"
    "National Rifle Association;NRA;AFL-CIO;FBI;CIA;NSA;MI5;MI6;KGB;FSB;Mossad;NASA;ESA;EPA;FDA;CDC;FEMA;IRS;SEC;FCC;"
    "FAA;DEA;NHS;Interpol;Europol;Opec;ASEAN;African Union;Arab League;G20;G7;Mercosur;Taliban;Islamic State;ISIS;"
    "Al Qaeda;al-Qaida;Hamas;Hezbollah;Boko Haram;IRA;ETA;Farc;PKK;PLO;Ku Klux Klan;Congress;Senate;"
    "House of Representatives;House of Commons;House of Lords;Parliament;Bundestag;Bundesrat;Knesset;Duma;Diet;"
    "National Assembly;Kremlin;White House;Pentagon;Scotland Yard;State Department;Justice Department;Treasury;"
    "Foreign Office;Home Office;Department of Defense;Supreme Court;High Court;Court of Appeal;"
    "International Court of Justice;International Criminal Court;European Commission;European Parliament;"
    "European Council;Security Council;General Assembly;Politburo;Central Committee;State Duma;Election Commission;"
    "Library of Congress;Smithsonian Institution;British Museum;Royal Society;Academy of Sciences;"
    "National Academy of Sciences;Max Planck Society;Royal Navy;Royal Air Force;RAF;US Navy;U.S. Army;Army;Navy;"
    "US Marine Corps;Marines;Red Army;Wehrmacht;Luftwaffe;Waffen-SS;Gestapo;Coast Guard;National Guard;"
    "Confederate Army;Army of the Potomac;Roman Catholic Church;Church of England;Orthodox Church;Catholic Church;"
    "Jesuits;Freemasons;Boy Scouts;Salvation Army;YMCA;Rotary;RIAA;BBC Radio 1;IEEE;ICANN;Mozilla;Linux Foundation"
)

PARTIES = (
    "Labour;Labour Party;Conservative Party;Conservatives;Tories;Liberal Democrats;Democratic Party;Republican Party;"
    "Democrats;Republicans;GOP;Likud;Fatah;Kadima;Communist Party;Communist Party of China;Green Party;Greens;Green;"
    "Christian Democratic Union;CDU;SPD;CSU;AfD;FDP;Fine Gael;Fianna Fáil;Sinn Féin;DUP;SNP;Plaid Cymru;UKIP;Syriza;"
    "Podemos;PSOE;Vox;Forza Italia;Five Star Movement;League;National Front;Socialist Party;Kuomintang;"
    "African National Congress;ANC;Zanu-PF;Bharatiya Janata Party;BJP;Indian National Congress;Awami League;"
    "United Russia;Fidesz;Law and Justice;Civic Platform;AK Party;Muslim Brotherhood;Ba'ath Party;Baath;Liberal Party;"
    "New Democratic Party;Bloc Québécois;Social Democrats;Freedom Party;Peronists;Morena;Sandinistas;"
    "Progressive Conservative Party;Whig Party;Federalist Party;Workers' Party;Workers' Party of Korea;Liberal;Whigs"
)

BANDS = (
    "The Beatles;The Rolling Stones;Pink Floyd;Led Zeppelin;Queen;The Who;The Kinks;The Clash;Sex Pistols;"
    "Joy Division;New Order;The Cure;The Smiths;Depeche Mode;Radiohead;Oasis;Blur;Pulp;Coldplay;Muse;U2;R.E.M.;"
    "Nirvana;Pearl Jam;Soundgarden;Foo Fighters;Green Day;Blink-182;Metallica;Slayer;Megadeth;Iron Maiden;"
    "Black Sabbath;Deep Purple;AC/DC;Guns N' Roses;Aerosmith;Kiss;The Doors;Grateful Dead;Jefferson Airplane;"
    "The Beach Boys;The Supremes;The Jackson 5;Abba;Kraftwerk;Tangerine Dream;Rammstein;Daft Punk;Air;Phoenix;"
    "Public Enemy;N.W.A;Wu-Tang Clan;Run-DMC;Outkast;The Roots;Beastie Boys;Destiny's Child;Spice Girls;Take That;"
    "One Direction;Backstreet Boys;BTS;Blackpink;Sonic Youth;Pixies;The Strokes;The White Stripes;Arcade Fire;"
    "Arctic Monkeys;Franz Ferdinand;Slipknot;Tool;Rage Against the Machine;System of a Down;My Chemical Romance;"
    "Fall Out Boy;Paramore;Dream Theater;Rush;Yes;Genesis;King Crimson;Jethro Tull;Fleetwood Mac;Eagles;Chicago;"
    "Boston;Toto;Journey;Monty Python;Berlin Philharmonic;London Symphony Orchestra;Vienna Boys' Choir;Bolshoi Ballet"
)

THINGS = (
    "Bank;Institute;Foundation;Group;Holdings;Airlines;Motors;Pharmaceuticals;Energy;Media;Capital;Partners;"
    "Technologies;Steel;Telecom;Union;Forum;Council;Society;Times;Post;Herald;Daily News;Tribune;Gazette;"
    "Morning Chronicle;Records;Inc.;Corporation;Ltd;Company;Studios;Pictures;Entertainment;Press;Books;Games;Railway;"
    "Brewery;Orchestra;Theatre Company;High School;College;Academy;Hospital;Museum;Police Department;County Council;"
    "Fire Brigade;Army;Regiment;Infantry Division;Navy;Church;Network;Radio;Television;Software;Laboratories;"
    "Publishing;Association"
)

FIELDS = (
    "Strategic Studies;Economic Research;Public Health;International Affairs;Foreign Relations;Climate Change;"
    "Human Rights;Nuclear Safety;European Policy;Asian Studies;Food Safety;Press Freedom;Migration;Security Policy"
)

WORKS = (
    "Hamlet;Macbeth;Don Quixote;War and Peace;Ulysses;Moby-Dick;The Great Gatsby;Pride and Prejudice;Jane Eyre;"
    "The Lord of the Rings;Harry Potter;The Da Vinci Code;Dune;The Catcher in the Rye;To Kill a Mockingbird;"
    "The Godfather;Titanic;Casablanca;Citizen Kane;Star Wars;Jaws;Psycho;Pulp Fiction;Blade Runner;The Matrix;Avatar;"
    "Gladiator;The Shining;Taxi Driver;Fargo;Black Panther;Parasite;Frozen;Toy Story;The Lion King;Friends;Seinfeld;"
    "The Simpsons;Star Trek;Doctor Who;Sesame Street;Game of Thrones;Breaking Bad;The Sopranos;The Wire;Mad Men;"
    "Saturday Night Live;The Daily Show;60 Minutes;Top Gear;Coronation Street;EastEnders;Big Brother;American Idol;"
    "Abbey Road;Thriller;The Wall;Nevermind;OK Computer;Bohemian Rhapsody;Like a Rolling Stone;Imagine;Hey Jude;"
    "Carmen;La Traviata;The Magic Flute;Swan Lake;The Nutcracker;Mona Lisa;Guernica;The Starry Night;Cats;Hamilton;"
    "Les Misérables;The Phantom of the Opera;West Side Story;Tetris;Minecraft;World of Warcraft;Final Fantasy;"
    "Grand Theft Auto;Batman;Superman;Spider-Man;X-Men;Wonder Woman;Mickey Mouse;Pokémon;Sherlock;Iliad;Odyssey;Bible;"
    "Koran;Torah;Das Kapital;Declaration of Independence;Magna Carta;Domesday Book;La Marseillaise;Book of Job"
)

EVENTS = (
    "World Cup;Olympic Games;Olympics;Winter Olympics;Paralympics;Commonwealth Games;Asian Games;Brexit;Ramadan;"
    "Christmas;Easter;Hanukkah;Diwali;Thanksgiving;Halloween;Great Depression;Second World War;World War II;WWII;"
    "World War I;First World War;Cold War;Vietnam War;Korean War;Gulf War;Iraq War;American Civil War;Civil War;"
    "Spanish Civil War;French Revolution;Russian Revolution;Industrial Revolution;Cultural Revolution;Holocaust;"
    "Renaissance;Middle Ages;Arab Spring;Boer War;Crimean War;Hundred Years' War;Nobel Prize;Nobel Peace Prize;"
    "Pulitzer Prize;Booker Prize;Academy Awards;Academy Award;Oscar;Oscars;Grammy;Grammy Award;Emmy;Golden Globe;"
    "Tony Award;Palme d'Or;Super Bowl;World Series;Stanley Cup;Champions League;Europa League;FA Cup;Ryder Cup;"
    "Davis Cup;Wimbledon;US Open;French Open;Masters;Tour de France;Formula One;Grand Prix;Grand Slam;Rose Bowl;"
    "Kentucky Derby;Copa América;Six Nations;Paris Agreement;Kyoto Protocol;Treaty of Versailles;Maastricht Treaty;"
    "Geneva Convention;Covid-19;Covid;Ebola;Sars;Aids;Black Friday;Lunar New Year;Eurovision;Glastonbury;Coachella;"
    "Woodstock;Burning Man;Cannes Film Festival;Venice Biennale;Super Tuesday;Watergate;September 11;9/11;D-Day;"
    "Hurricane Katrina;Clean Air Act;Affordable Care Act;Obamacare;Medicare;Medicaid;First Amendment;Constitution;"
    "Civil Rights Act;Patriot Act;Green New Deal;New Deal;Marshall Plan;Operation Barbarossa;Operation Desert Storm;"
    "Armistice Day;Memorial Day;Independence Day;May Day;Victoria Cross;Purple Heart;Medal of Honor;Legion of Honour;"
    "Order of the British Empire;Fulbright;Euro 2016;Euro 2012;General Election;State of the Union"
)

PRODUCTS = (
    "iPhone;iPad;iPod;Mac;Windows;Windows 10;Android;Linux;PlayStation;PlayStation 2;Xbox;Xbox 360;Nintendo DS;Wii;"
    "Game Boy;Kindle;Internet;Web;Wi-Fi;Bluetooth;GPS;DVD;CD;TV;FM;AM;AI;CEO;CFO;PhD;MBA;MP;MPs;GDP;VAT;HIV;DNA;RNA;"
    "Boeing 737;Boeing 747;Airbus A380;F-16;F-35;Concorde;Spitfire;B-52;Apache;Black Hawk;AK-47;Tomahawk;Scud;Patriot;"
    "Ford Focus;Mustang;Volkswagen Golf;Beetle;Prius;Model T;Corvette;Mini;Vespa;Java;Python;C++;Unix;Photoshop;Excel;"
    "Bitcoin;Viagra;Prozac;Botox;Aspirin;Coke;Pepsi;Barbie;Lego;Monopoly;Google Maps;Gmail;Apollo 11;Sputnik;Voyager;"
    "Hubble Space Telescope;Mars;Jupiter;Venus;Saturn;Moon;Sun;Milky Way;Hurricane;Pentium;Kevlar;Velcro;SUV;LGBT;PDF;"
    "Buddhism;Islam;Christianity;Judaism;Hinduism;Catholicism;Marxism;Communism;Nazism;Zionism;God;Jesus;Christ;Allah"
)

LANGUAGES = (
    "English;French;German;Spanish;Portuguese;Italian;Latin;Greek;Russian;Polish;Arabic;Hebrew;Farsi;Hindi;Urdu;"
    "Bengali;Tamil;Mandarin;Cantonese;Japanese;Korean;Vietnamese;Thai;Turkish;Swahili;Zulu;Welsh;Gaelic;Irish;Basque;"
    "Catalan;Dutch;Danish;Norwegian;Swedish;Finnish;Hungarian;Czech;Sanskrit;Yiddish;Esperanto;Old English"
)

NATIONS = (
    "Americans;Britons;Russians;Germans;Chinese;Japanese;Koreans;Palestinians;Israelis;Arabs;Kurds;Jews;Muslims;"
    "Christians;Catholics;Protestants;Sunnis;Shiites;Buddhists;Hindus;Sikhs;Mormons;Puritans;Quakers;Romans;Greeks;"
    "Goths;Visigoths;Vandals;Huns;Mongols;Ottomans;Normans;Saxons;Vikings;Celts;Gauls;Aztecs;Incas;Mayans;Cherokee;"
    "Navajo;Sioux;Apache;Iroquois;Inuit;Maori;Aborigines;Zulus;Hutus;Tutsis;Pashtuns;Tamils;Uyghurs;Tibetans;Roma;"
    "Basques;Catalans;Scots;Londoners;New Yorkers;Texans;Europeans;Africans;Asians;Latinos;African Americans;"
    "Communists;Nazis;Marxists;Zionists;Allies;Canadians;Australians;Mexicans;Indians;Poles;Czechs;Serbs;Croats"
)

ADJECTIVES = (
    "Islamic;Islamist;Muslim;Christian;Jewish;Catholic;Protestant;Sunni;Shia;Shiite;Buddhist;Hindu;Anglican;Orthodox;"
    "Baptist;Methodist;Republican;Democratic;Conservative;Communist;Marxist;Nazi;Victorian;Elizabethan;Gothic;Roman;"
    "Byzantine;Ottoman;Soviet;Prussian;Imperial;Western;Eastern;Anglo-Saxon;Norman;Celtic;Slavic;Latin;Hispanic;"
    "Latino;Native American;African-American;Afro-Caribbean;Kurdish;Basque;Catalan;Flemish;Tibetan;Bavarian;Sicilian"
)

DEMONYMS = (
    "American;British;English;Scottish;Welsh;Irish;Northern Irish;French;German;West German;East German;Italian;"
    "Spanish;Portuguese;Dutch;Belgian;Swiss;Austrian;Danish;Swedish;Norwegian;Finnish;Icelandic;Polish;Czech;"
    "Czechoslovak;Slovak;Slovenian;Slovene;Croatian;Bosnian;Serbian;Yugoslav;Montenegrin;Kosovar;Albanian;Macedonian;"
    "Bulgarian;Romanian;Moldovan;Hungarian;Greek;Cypriot;Maltese;Turkish;Russian;Soviet;Ukrainian;Belarusian;"
    "Lithuanian;Latvian;Estonian;Georgian;Armenian;Azerbaijani;Azeri;Chechen;Kazakh;Uzbek;Turkmen;Kyrgyz;Tajik;Afghan;"
    "Pakistani;Indian;Bangladeshi;Sri Lankan;Nepalese;Nepali;Bhutanese;Burmese;Thai;Lao;Cambodian;Vietnamese;"
    "Malaysian;Malay;Singaporean;Indonesian;Filipino;Philippine;Chinese;Taiwanese;Tibetan;Mongolian;Korean;"
    "North Korean;South Korean;Japanese;Australian;Fijian;Samoan;Tongan;Iranian;Persian;Iraqi;Kurdish;Syrian;Lebanese;"
    "Jordanian;Palestinian;Israeli;Saudi;Yemeni;Omani;Emirati;Qatari;Bahraini;Kuwaiti;Egyptian;Libyan;Tunisian;"
    "Algerian;Moroccan;Mauritanian;Sudanese;South Sudanese;Ethiopian;Eritrean;Somali;Kenyan;Ugandan;Rwandan;Tanzanian;"
    "Congolese;Angolan;Zambian;Zimbabwean;Mozambican;Malawian;Botswanan;Namibian;South African;Nigerian;Ghanaian;"
    "Ivorian;Liberian;Senegalese;Gambian;Malian;Nigerien;Chadian;Cameroonian;Gabonese;Malagasy;Canadian;Québécois;"
    "Mexican;Guatemalan;Honduran;Salvadoran;Nicaraguan;Costa Rican;Panamanian;Cuban;Jamaican;Haitian;Dominican;"
    "Puerto Rican;Trinidadian;Colombian;Venezuelan;Ecuadorian;Peruvian;Bolivian;Brazilian;Paraguayan;Uruguayan;"
    "Argentine;Argentinian;Chilean;European;African;Asian;Arab;Latin American;North African;West African;East Asian;"
    "Central American;Middle Eastern;Caribbean;Nordic"
)

NOUNS = (
    "Shadow;River;Stone;Machine;Ghost;Winter;Velvet;Fire;Garden;Mirror;Thunder;Wolf;Paper;Silver;Electric;Midnight;"
    "Broken;Crystal;Northern;Lonely;Golden;Iron;Crimson;Hollow;Summer;Pilot;Dream;Rocket;Tiger;Falcon"
)

ACTS = (
    "said;told reporters;warned;announced;argued;insisted;denied the report;did not respond to a request for comment;"
    "wrote on Twitter;testified;admitted;added;tweeted;asked;conceded;replied"
)

DAYS = "Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday"
MONTHS = "January;February;March;April;May;June;July;August;September;October;November;December"
