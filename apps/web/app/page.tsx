export default function LobbyPage() {
  return <main>inkroom</main>;
}
