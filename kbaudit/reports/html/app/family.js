// One family: its members over time, which of them is current, and what decided the order.

function FamilyPage({ data, row, here }) {
  const family = data.families[row];
  return h(Fragment, null,
    h("p", { class: "quiet" }, family.reason ? `Which is newer is told by: ${family.reason}.` : "", " ", family.current < 0 ? badge("error", "no current member") : null),
    h(Timeline, { data, family, here }));
}
