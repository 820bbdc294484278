// The invented measurements of the sample workspace: one row per visit to a station, from a seeded generator, so
// that every run gives the same bytes. Facts that the documents mention are set here by name.

const stations = [
  { code: 'AND-01', ecoli: 18, oxygen: 8.4, turbidity: 4, ph: 7.0, conductivity: 38, hour: 9.5 },
  { code: 'AND-02', ecoli: 95, oxygen: 7.9, turbidity: 9, ph: 7.1, conductivity: 52, hour: 10.3 },
  { code: 'AND-03', ecoli: 640, oxygen: 6.1, turbidity: 29, ph: 6.9, conductivity: 118, hour: 11.2 },
  { code: 'AND-04', ecoli: 60, oxygen: 8.1, turbidity: 7, ph: 7.0, conductivity: 47, hour: 12.1 },
  { code: 'AND-05', ecoli: 230, oxygen: 7.2, turbidity: 52, ph: 7.0, conductivity: 84, hour: 13.4 },
  { code: 'AND-06', ecoli: 560, oxygen: 6.5, turbidity: 42, ph: 7.1, conductivity: 102, hour: 14.3 },
  { code: 'AND-07', ecoli: 450, oxygen: 6.6, turbidity: 37, ph: 7.1, conductivity: 99, hour: 15.1 },
  { code: 'AND-08', ecoli: 700, oxygen: 5.7, turbidity: 55, ph: 6.8, conductivity: 164, hour: 16.2 },
  { code: 'AND-09', ecoli: 460, oxygen: 6.4, turbidity: 62, ph: 6.9, conductivity: 110, hour: 17.3 },
  { code: 'AND-10', ecoli: 290, oxygen: 6.8, turbidity: 34, ph: 7.2, conductivity: 92, hour: 18.6 },
];

export const columns = [
  'sample_code',
  'station',
  'taken_at',
  'sampled_on',
  'temperature_c',
  'ph',
  'oxygen_mg_l',
  'turbidity_ntu',
  'conductivity',
  'e_coli_100ml',
  'rain_24h_mm',
  'weather',
  'within_class_2',
  'duplicate',
  'remark',
];

const remarks = {
  foam: [
    'Espuma branca abaixo da ponte da Olaria, cheiro de detergente.',
    'Espuma grossa presa nas raízes da margem esquerda.',
    'White foam on the water, about two metres wide.',
    'Espuma e mau cheiro na amostra colhida junto à margem.',
    'Espuma amarelada na curva, some depois da corredeira.',
    'Foam in the morning, gone when we came back at four.',
    'Pouca espuma, mas cheiro forte de sabão em pó.',
    'Espuma até o joelho encostada na canoa; fotografada.',
    'Espuma fina e óleo na superfície, perto do cano da rua de baixo.',
  ],
  foamToo: [
    'Duas crianças pescando rio abaixo, avisadas.',
    'Repeated the sample upstream of the bridge: clean.',
    'O cano da rua de baixo corria.',
    'Vento contra, difícil de ancorar.',
    'A moradora do 112 disse que é assim toda quarta-feira.',
    'Água morna ao toque.',
    'Nothing like it at AND-07.',
    'Fotografias 31 a 36.',
    'Garças longe dali.',
    'Probe rinsed twice afterwards.',
    'Cheiro até na estrada.',
  ],
  mud: [
    'Água barrenta, galhos descendo o rio.',
    'Muddy water, visibility less than a hand.',
    'Rio alto e cor de tijolo; lido em diluição.',
    'Barranco com fendas novas, não nos aproximamos da borda.',
  ],
  oxygen: [
    'Lambaris subindo para respirar na superfície.',
    'Fish gasping near the bank, reading repeated twice.',
    'Lodo escuro no fundo, bolhas de gás.',
  ],
  rain: [
    'Chuva fina durante a coleta.',
    'Trovoada ao longe, coleta feita da ponte.',
    'Steady rain, labels written in the car.',
  ],
  calm: [
    'Martim-pescador pescando na margem oposta.',
    'Low and clear, sandbar visible.',
    'Água clara, folhas no fundo.',
    'Gado bebendo cem metros acima.',
    'Cattle on the far bank, fence broken again.',
    'Pegadas de capivara na praia.',
    'Moradora perguntou pela água do poço.',
    'Two otters upstream of the bridge.',
    'Mudas do viveiro em boas condições.',
    'Nível na régua conferido com a escola.',
  ],
};

/** A small seeded generator (mulberry32): numbers in [0, 1). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Campaigns every fourteen days; those that fall on Christmas were moved to the Monday before. */
function campaigns() {
  const first = Date.UTC(2024, 0, 10);
  const moved = { '2024-12-25': '2024-12-23', '2025-12-24': '2025-12-22' };
  return Array.from({ length: 52 }, (_, index) => {
    const day = new Date(first + index * 14 * 86_400_000).toISOString().slice(0, 10);
    return moved[day] ?? day;
  });
}

/** In these years the count at AND-08 went over the limit exactly this often. */
function pickOver(random, days) {
  const wanted = { 2024: 4, 2025: 11 };
  const over = new Set(['2025-04-16']);
  for (const [year, count] of Object.entries(wanted)) {
    const ofYear = days.filter((day) => day.startsWith(year));
    while (ofYear.filter((day) => over.has(day)).length < count) {
      over.add(ofYear[Math.floor(random() * ofYear.length)]);
    }
  }
  return over;
}

const facts = {
  'AND-03 2025-01-22': { oxygen: 3.1 },
  'AND-05 2025-03-05': { turbidity: 96 },
  'AND-05 2025-03-19': { turbidity: 88 },
  'AND-01 2025-08-06': { turbidity: 2 },
  'AND-07 2025-04-16': { ecoli: 610 },
  'AND-08 2025-04-16': { ecoli: 5400 },
  'AND-09 2025-04-16': { ecoli: 980 },
};

function oxygenOf(station, day, random) {
  const broken = day >= '2024-08-01' && day < '2025-04-01' && station.code === 'AND-03';
  const value = station.oxygen - (broken ? 1.6 : 0) + (random() - 0.5) * 0.8;
  return station.code === 'AND-03' && !broken ? Math.max(value, 5.1) : value;
}

function visit(station, day, weather, rain, over, random) {
  const month = Number(day.slice(5, 7));
  const season = Math.cos(((month - 1) / 12) * 2 * Math.PI); // 1 in January, -1 in July
  const muddy = (1 + 0.45 * season + rain / 22) * (0.75 + random() * 0.5);
  const spread = 0.55 + random() * 0.9;
  let ecoli = station.ecoli * spread * (1 + rain / 90);
  if (station.code === 'AND-08') ecoli = over ? 1050 + random() ** 2 * 3600 : 260 + random() * 690;
  else if (station.code !== 'AND-03') ecoli = Math.min(ecoli, 960);
  const row = {
    temperature: 19.5 + 4.2 * season + (station.hour - 12) * 0.25 + (random() - 0.5) * 1.6,
    ph: station.ph + (random() - 0.5) * 0.5,
    oxygen: oxygenOf(station, day, random),
    turbidity: Math.max(2, station.turbidity * muddy),
    conductivity: station.conductivity * (1.12 - 0.15 * season) * (0.92 + random() * 0.16),
    ecoli,
    ...facts[`${station.code} ${day}`],
  };
  if (day === '2024-10-02' && station.code <= 'AND-04') row.oxygen = null;
  return { ...row, weather, rain };
}

function isWithinClass(row) {
  const oxygen = row.oxygen === null || Number(row.oxygen.toFixed(1)) >= 5;
  const rest = Math.round(row.turbidity) <= 100 && row.ph >= 6 && row.ph <= 9;
  return oxygen && rest && Math.round(row.ecoli) <= 1000;
}

function remarkOf(station, row, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  if (station.code === 'AND-08' && row.ecoli > 1000) return `${pick(remarks.foam)} ${pick(remarks.foamToo)}`;
  if (row.turbidity > 110) return pick(remarks.mud);
  if (row.oxygen !== null && row.oxygen < 5) return pick(remarks.oxygen);
  if (row.weather === 'rain' || row.weather === 'storm') return random() < 0.5 ? pick(remarks.rain) : '';
  return random() < 0.45 ? pick(remarks.calm) : '';
}

function toLine(station, day, hour, row, duplicate, remark) {
  const minutes = Math.round(hour * 60 + 180); // the river is three hours behind UTC
  const taken = new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000).toISOString();
  const suffix = Number.isInteger(hour) ? String(hour).padStart(2, '0') : 'B';
  return [
    `${station.code}/${day}/${suffix}`,
    station.code,
    taken,
    day,
    row.temperature.toFixed(1),
    row.ph.toFixed(1),
    row.oxygen === null ? '' : row.oxygen.toFixed(1),
    String(Math.round(row.turbidity)),
    String(Math.round(row.conductivity)),
    String(Math.round(row.ecoli)),
    row.rain.toFixed(1),
    row.weather,
    String(isWithinClass(row)),
    String(duplicate),
    remark,
  ];
}

/** The flood of 14 March 2025: a reading every two hours, as the annual report prints them. */
function flood(random) {
  const readings = [
    [3, 210, 46, 'Chuva forte, canoa amarrada mais alto.', 'Chuva forte, plantão na captação.'],
    [5, 640, 118, 'Água barrenta, troncos descendo.', 'Água começa a mudar de cor.'],
    [7, 1240, 470, 'O barranco desabou às 7 h 05.', 'Pump operator telephoned, no answer.'],
    [9, 1020, 890, 'River still rising, bank not approached.', 'Filters of the intake clogged.'],
    [11, 760, 810, 'Fenda nova atrás da borda.', 'Comporta fechada às 9 h 40, bombas paradas.'],
    [17, 390, 420, 'Fim da chuva, rio ainda alto.', 'Rain over; tank trucks at the hospital.'],
  ];
  return readings.flatMap(([hour, curve, intake, atCurve, atIntake]) =>
    [
      [stations[4], curve, atCurve],
      [stations[6], intake, atIntake],
    ].map(([station, turbidity, remark]) => {
      const row = {
        temperature: 21 + random(),
        ph: 6.6 + random() * 0.2,
        oxygen: 6 + random() * 0.6,
        turbidity,
        conductivity: 60 + random() * 20,
        ecoli: 1400 + random() * 2600,
        rain: 118,
        weather: 'storm',
      };
      return toLine(station, '2025-03-14', hour, row, false, remark);
    }),
  );
}

/** All rows, oldest first, each a list of strings in the order of `columns`. */
export function measurements() {
  const random = seeded(20240110);
  // Remarks draw from their own, so that a new sentence changes no figure.
  const words = seeded(31);
  const days = campaigns();
  const over = pickOver(random, days);
  const rows = [];
  let count = 0;
  for (const day of days) {
    const wet = Number(day.slice(5, 7)) >= 10 || Number(day.slice(5, 7)) <= 3;
    const dice = random();
    const weather =
      dice < (wet ? 0.35 : 0.75) ? 'sunny' : dice < 0.85 ? 'cloudy' : wet && dice > 0.96 ? 'storm' : 'rain';
    const rain =
      weather === 'storm'
        ? 45 + random() * 30
        : weather === 'rain'
          ? 6 + random() * 24
          : wet
            ? random() * 6
            : 0;
    for (const station of stations) {
      const row = visit(station, day, weather, rain, over.has(day), random);
      count += 1;
      const remark = remarkOf(station, row, words);
      rows.push(toLine(station, day, station.hour, row, count % 10 === 3, remark));
    }
    if (day === '2025-03-05') rows.push(...flood(random));
  }
  return rows;
}
