// What is said of a call. The words come with the page; display/screen/speech.py has the same rules.

const NUMBER = /^([A-Z]*)0*([0-9]+)$/;
const DESIGNATION = /^[A-Za-z]{0,2}[ .-]?[0-9]+[a-z]?$/;

export function sentence(words, number, counter, office = "") {
  const pattern = DESIGNATION.test(counter) ? words.to_counter : words.to_place;
  const said = fill(fill(pattern, "{number}", numberSaid(number)), "{counter}", counter);
  return said + (office ? fill(words.at_office, "{office}", office) : "");
}

function numberSaid(number) {
  const found = number.match(NUMBER);
  return found ? found.slice(1).filter(Boolean).join(" ") : number;
}

// By a function, since a text may hold what `replace` reads as a sign of its own.
const fill = (text, name, value) => text.replaceAll(name, () => value);
