// What scripts send for somebody. The header says that no page is gone on to: what was done is answered
// with 204, whoever has to log in first with 401.
export async function post(url, values, more) {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "X-Requested-With": "fetch" },
    body: new URLSearchParams(values),
    ...more,
  });
  if (answer.status === 401) document.dispatchEvent(new Event("frontdesk:login-ended"));
  return answer;
}
