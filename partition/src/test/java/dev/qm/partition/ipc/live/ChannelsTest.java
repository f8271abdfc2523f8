package dev.qm.partition.ipc.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.MeetingFile;
import dev.qm.host.socket.UnixSocket;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is said about what was seen. */
class ChannelsTest {
  private static final FileId FILE = new FileId(8, 1, 100);
  private static final Party HOST = party(10, Side.HOST, "safety.service");
  private static final Party QM = party(20, Side.QM, "radio.service");
  private static final Party QM_OTHER = party(21, Side.QM, "maps.service");
  private static final Origin LINE = new Origin(Path.of("/etc/x.conf"), 3);
  private static final CrossingRules NOTHING_IS_KNOWN = _ -> Optional.empty();

  private final List<UnixSocket> sockets = new ArrayList<>();
  private final Map<Long, List<Party>> holders = new HashMap<>();
  private final Map<Long, List<Party>> pipes = new HashMap<>();
  private final Map<FileId, List<Party>> fifos = new HashMap<>();
  private final Map<FileId, Place> places = new HashMap<>();
  private final List<Observation.Mapping> mappings = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  private final Map<String, Origin> declared = new HashMap<>();

  @Test
  void aSocketInTheDoorIsAChannelWithBothPartiesAndItsLine() {
    server("/run/ipc/radio/radio.sock", 1, HOST);
    connection("/run/ipc/radio/radio.sock", 2, HOST, 3, QM);
    place("/run/ipc/radio/radio.sock", Place.Reach.DOOR);
    declared.put("/run/ipc/radio/radio.sock", LINE);

    var live = live(NOTHING_IS_KNOWN);

    assertThat(live.findings()).isEmpty();
    var channel = live.channels().getFirst();
    assertThat(channel.standing()).isEqualTo(new Standing.Door());
    assertThat(channel.holders()).containsExactly(HOST);
    assertThat(channel.connections())
        .containsExactly(new Connection(List.of(HOST), List.of(QM), true));
    assertThat(channel.origin()).contains(LINE);
  }

  /** As {@code qm ipc run} binds it, in a folder that it holds. */
  @Test
  void aSocketThatWasBoundByAnOpenFolderHasTheNameOfItsPlace() {
    server("/proc/self/fd/9/radio.sock", 1, HOST);
    place("/run/ipc/radio/radio.sock", Place.Reach.DOOR);

    assertThat(live(NOTHING_IS_KNOWN).channels())
        .singleElement()
        .extracting(LiveChannel::name)
        .hasToString("/run/ipc/radio/radio.sock");
  }

  @Test
  void aSocketInTheDoorWithoutAListenerIsShownToo() {
    place("/run/ipc/radio/radio.sock", Place.Reach.DOOR);

    assertThat(live(NOTHING_IS_KNOWN).channels())
        .singleElement()
        .satisfies(channel -> assertThat(channel.holders()).isEmpty());
  }

  @Test
  void aConnectionAcrossTheBorderOutsideTheDoorIsAFindingThatNamesBoth() {
    server("/srv/leak.sock", 1, HOST);
    connection("/srv/leak.sock", 2, HOST, 3, QM);
    place("/srv/leak.sock", Place.Reach.VOLUME);
    volumes.add(
        new Volume(Path.of("/srv"), Path.of("/srv"), false, Volume.Role.SHARED, Optional.of(LINE)));

    var finding = live(NOTHING_IS_KNOWN).findings().getFirst();

    assertThat(finding.what()).contains("/srv/leak.sock").contains("outside /run/ipc");
    assertThat(finding.who())
        .anyMatch(who -> who.contains("safety.service (host)"))
        .anyMatch(who -> who.contains("radio.service (qm)"));
    assertThat(finding.origin()).contains(LINE);
    assertThat(finding.mend()).contains("qm ipc new");
  }

  @Test
  void aListenerThatTheOtherSideCanReachIsAFindingBeforeAnybodyConnects() {
    server("/srv/a.sock", 1, HOST);
    place("/srv/a.sock", Place.Reach.VOLUME);

    assertThat(live(NOTHING_IS_KNOWN).findings()).hasSize(1);
  }

  @Test
  void aListenerOfTheHostInATreeOfThePartitionIsAFindingAndOneOfThePartitionIsNot() {
    server("/var/qm/a.sock", 1, HOST);
    place("/var/qm/a.sock", Place.Reach.TREE);
    assertThat(live(NOTHING_IS_KNOWN).findings()).hasSize(1);

    sockets.clear();
    server("/var/a.sock", 1, QM);

    assertThat(live(NOTHING_IS_KNOWN).findings()).isEmpty();
  }

  @Test
  void aNameOfTheDoorDoesNotMakeADoor() {
    // the same path in the partition's own mount namespace, another file
    server("/run/ipc/radio/radio.sock", 1, QM);
    connection("/run/ipc/radio/radio.sock", 2, QM, 3, HOST);

    assertThat(live(NOTHING_IS_KNOWN).findings()).hasSize(1);
  }

  @Test
  void socketsOfTheHostAloneAreNotShown() {
    server("/run/systemd/private", 1, HOST);
    connection("/run/systemd/private", 2, HOST, 3, HOST);

    assertThat(live(NOTHING_IS_KNOWN).channels()).isEmpty();
  }

  @Test
  void aPairOfSocketsAndAPipeThatBothSidesHoldAreFindings() {
    sockets.add(socket(1, Optional.empty(), UnixSocket.State.CONNECTED, 2));
    sockets.add(socket(2, Optional.empty(), UnixSocket.State.CONNECTED, 1));
    holders.put(1L, List.of(HOST));
    holders.put(2L, List.of(QM));
    pipes.put(7L, List.of(HOST, QM));

    assertThat(live(NOTHING_IS_KNOWN).findings())
        .extracting(Finding::what)
        .anyMatch(what -> what.contains("socket:[1]"))
        .anyMatch(what -> what.contains("pipe:[7]"))
        .hasSize(2);
  }

  @Test
  void whatOneUnitHasWithItselfIsNoChannel() {
    pipes.put(7L, List.of(QM, QM));
    pipes.put(8L, List.of(QM, QM_OTHER));

    assertThat(live(NOTHING_IS_KNOWN).channels())
        .extracting(channel -> channel.name().toString())
        .containsExactly("pipe:[8]");
  }

  @Test
  void sharedMemoryCountsOnlyIfSomebodyCanWriteIt() {
    mappings.add(mapping("/srv/ring", true));
    mappings.add(mapping("/usr/share/table", false));

    assertThat(live(NOTHING_IS_KNOWN).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("/srv/ring"));
  }

  @Test
  void aNamedPipeInAVolumeIsAFindingThoughNobodyHasItOpen() {
    places.put(
        FILE,
        new Place(
            file(MeetingFile.Kind.FIFO),
            Place.Reach.VOLUME,
            Optional.of(Untrusted.of("/srv/fifo")),
            Optional.empty()));

    assertThat(live(NOTHING_IS_KNOWN).findings()).hasSize(1);
  }

  @Test
  void whatIsKnownIsNoFinding() {
    pipes.put(7L, List.of(HOST, QM));

    var live = live(_ -> Optional.of(KnownCrossing.CONSOLE));

    assertThat(live.findings()).isEmpty();
    assertThat(live.channels().getFirst().standing())
        .isEqualTo(new Standing.Known(KnownCrossing.CONSOLE));
  }

  @Test
  void aNameThatThePartitionChoseExcusesNothing() {
    server("/run/systemd/journal/stdout", 1, QM);
    connection("/run/systemd/journal/stdout", 2, QM, 3, HOST);
    var asked = new ArrayList<CrossingRules.Crossing>();

    live(crossing -> {
      asked.add(crossing);
      return Optional.empty();
    });

    assertThat(asked)
        .extracting(CrossingRules.Crossing::naming)
        .containsOnly(CrossingRules.Naming.INSIDE);
  }

  @Test
  void aDatagramSocketShowsWhoSendsToIt() {
    sockets.add(
        new UnixSocket(
            1,
            UnixSocket.Type.DATAGRAM,
            UnixSocket.State.CONNECTED,
            name("/run/log"),
            Optional.of(FILE),
            OptionalLong.empty(),
            List.of(),
            0,
            0,
            OptionalLong.empty(),
            4));
    sockets.add(
        new UnixSocket(
            2,
            UnixSocket.Type.DATAGRAM,
            UnixSocket.State.CONNECTED,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.of(1),
            List.of(),
            0,
            0,
            OptionalLong.empty(),
            4));
    holders.put(1L, List.of(QM));
    holders.put(2L, List.of(HOST));

    assertThat(live(NOTHING_IS_KNOWN).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.who()).hasSize(2));
  }

  @Property
  void everyConnectionAcrossTheBorderIsTold(@ForAll("anySockets") List<UnixSocket> any) {
    for (var socket : any) {
      holders.put(socket.inode(), List.of(socket.inode() % 2 == 0 ? QM : HOST));
    }
    var live = LiveIpc.of(seen(any, holders, Map.of()), declarations(), NOTHING_IS_KNOWN);

    var crosses =
        any.stream()
            .filter(socket -> holders.containsKey(socket.peer().orElse(0)))
            .anyMatch(socket -> (socket.inode() + socket.peer().orElse(0)) % 2 == 1);
    if (crosses) {
      assertThat(live.findings()).isNotEmpty();
    }
    assertThat(live.channels())
        .allMatch(channel ->
            channel.holders().stream().anyMatch(party -> party.side() == Side.QM)
                || channel.connections().stream()
                    .anyMatch(c -> c.server().contains(QM) || c.client().contains(QM)));
  }

  @Provide
  Arbitrary<List<UnixSocket>> anySockets() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 6),
            Arbitraries.of(UnixSocket.Type.STREAM, UnixSocket.Type.DATAGRAM),
            Arbitraries.of(UnixSocket.State.values()),
            Arbitraries.longs().between(0, 6),
            Arbitraries.of("", "/a", "/b", "@c"))
        .as((inode, type, state, peer, name) ->
            new UnixSocket(
                inode,
                type,
                state,
                name.isEmpty() ? Optional.empty() : name(name),
                Optional.empty(),
                peer == 0 ? OptionalLong.empty() : OptionalLong.of(peer),
                List.of(),
                0,
                0,
                OptionalLong.empty(),
                4))
        .list()
        .uniqueElements(UnixSocket::inode)
        .ofMaxSize(6);
  }

  private LiveIpc live(CrossingRules rules) {
    return LiveIpc.of(seen(sockets, holders, pipes), declarations(), rules);
  }

  private Observation seen(
      List<UnixSocket> of, Map<Long, List<Party>> held, Map<Long, List<Party>> piped) {
    return new Observation(
        of, held, piped, fifos, places, mappings, volumes, List.of(), false, List.of());
  }

  private Declarations declarations() {
    return new Declarations(declared, Map.of(), Map.of(), List.of());
  }

  private void server(String path, long inode, Party listener) {
    sockets.add(
        new UnixSocket(
            inode,
            UnixSocket.Type.STREAM,
            UnixSocket.State.LISTENING,
            name(path),
            Optional.of(FILE),
            OptionalLong.empty(),
            List.of(),
            0,
            128,
            OptionalLong.empty(),
            4));
    holders.put(inode, List.of(listener));
  }

  private void connection(String path, long accepted, Party server, long client, Party by) {
    sockets.add(socket(accepted, name(path), UnixSocket.State.CONNECTED, client));
    sockets.add(socket(client, Optional.empty(), UnixSocket.State.CONNECTED, accepted));
    holders.put(accepted, List.of(server));
    holders.put(client, List.of(by));
  }

  private void place(String path, Place.Reach reach) {
    places.put(
        FILE,
        new Place(
            file(MeetingFile.Kind.SOCKET),
            reach,
            Optional.of(Untrusted.of(path)),
            Optional.empty()));
  }

  private static UnixSocket socket(
      long inode, Optional<UnixSocket.Name> name, UnixSocket.State state, long peer) {
    return new UnixSocket(
        inode,
        UnixSocket.Type.STREAM,
        state,
        name,
        name.map(_ -> FILE),
        OptionalLong.of(peer),
        List.of(),
        0,
        0,
        OptionalLong.empty(),
        4);
  }

  private static Optional<UnixSocket.Name> name(String text) {
    return Optional.of(
        text.startsWith("@")
            ? new UnixSocket.Name.Abstract(Untrusted.of(text.substring(1)))
            : new UnixSocket.Name.File(Untrusted.of(text)));
  }

  private static Observation.Mapping mapping(String name, boolean isWritable) {
    return new Observation.Mapping(
        new FileId(8, 1, name.length()), Untrusted.of(name), isWritable, false, List.of(HOST, QM));
  }

  private static MeetingFile file(MeetingFile.Kind kind) {
    return new MeetingFile(FILE, kind, Untrusted.of(""), 0600, 0, 0, Optional.empty());
  }

  private static Party party(int pid, Side side, String unit) {
    return new Party(
        pid,
        side,
        Untrusted.of("program"),
        Optional.of(Untrusted.of(unit)),
        Optional.empty(),
        Optional.empty());
  }
}
