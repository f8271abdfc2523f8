package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.DiskBehind;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.cgroup.Limits.IoRate;
import dev.qm.host.machine.HostFacts;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much the partition may read and write in a second on the disk of its trees, because {@code qm
 * setup --io-max} said so. It acts under every scheduler, also where weights do nothing.
 *
 * @param bytes in each direction, as systemd.resource-control(5) has them: {@code 50M}
 * @param requests in each direction
 * @param places something on each disk, as the machine names it
 */
public record IoMax(Optional<String> bytes, Optional<String> requests, List<String> places) {
  private static final String OPTION = "--io-max ";
  private static final Remembered ASKED = new Remembered("io-max");

  /** How a number of requests ends. */
  private static final String REQUESTS = "iops";

  /** With less no partition starts within the time that it is given. */
  private static final long LEAST_BYTES = 1_000_000;

  private static final long LEAST_REQUESTS = 50;

  public IoMax {
    places = List.copyOf(places);
  }

  /** What is recorded in a ledger, as it was asked for; nothing where no maximum was. */
  public static Optional<String> recorded(Ledger ledger) {
    return ASKED.in(ledger);
  }

  /**
   * The maximum that holds after this setup.
   *
   * @param asked {@code 50M}, {@code 500iops}, both with a comma between, or {@code none}; nothing
   *     for what an earlier setup was asked
   * @param layout where the trees are
   * @param own those of them that are file systems of their own
   * @throws HostException for what is no such maximum, or where the trees are on no disk
   */
  static Optional<IoMax> plan(
      Site site, Optional<String> asked, Layout layout, List<OwnFileSystem> own)
      throws HostException {
    if (asked.equals(Optional.of(Remembered.NONE))) {
      return Optional.empty();
    }
    var recorded = recorded(site.ledger());
    if (asked.isEmpty() && recorded.isEmpty()) {
      return Optional.empty();
    }
    var max = of(asked.orElseGet(recorded::orElseThrow), places(layout, own));
    if (asked.isPresent() && site.root().isHost()) {
      requireDisks(asked.get(), max.places());
    }
    return Optional.of(max);
  }

  /**
   * Reads what somebody asked for.
   *
   * @throws HostException for what is no maximum
   */
  static IoMax of(String asked, List<String> places) throws HostException {
    var bytes = Optional.<String>empty();
    var requests = Optional.<String>empty();
    for (var word : KernelText.ofList(asked)) {
      var isRequests = word.endsWith(REQUESTS);
      var amount = isRequests ? word.substring(0, word.length() - REQUESTS.length()) : word;
      var number = Limits.rate(amount);
      if (number.isEmpty() || (isRequests ? requests : bytes).isPresent()) {
        throw refused(asked, "it is not how much there may be in a second", "");
      }
      var least = isRequests ? LEAST_REQUESTS : LEAST_BYTES;
      if (number.getAsLong() < least) {
        throw refused(
            asked,
            "no partition starts with less than " + least + (isRequests ? REQUESTS : ""),
            "");
      }
      if (isRequests) {
        requests = Optional.of(amount);
      } else {
        bytes = Optional.of(amount);
      }
    }
    if (bytes.isEmpty() && requests.isEmpty()) {
      throw refused(asked, "it is not how much there may be in a second", "");
    }
    return new IoMax(bytes, requests, places);
  }

  /** A file system in a file is served by the disk on which the file lies. */
  private static List<String> places(Layout layout, List<OwnFileSystem> own) {
    var places = new ArrayList<String>();
    for (var tree : List.of(layout.var(), layout.etc())) {
      var place = tree;
      for (var fileSystem : own) {
        if (Path.of(tree).startsWith(fileSystem.image().folder())) {
          place = fileSystem.image().file();
        }
      }
      places.add(place);
    }
    return places;
  }

  /** A wall that was asked for and cannot stand is an error, not a note. */
  private static void requireDisks(String asked, List<String> places) throws HostException {
    for (var place : places) {
      if (DiskBehind.MACHINE.of(HostFacts.existing(Root.HOST.at(place))).isEmpty()) {
        throw refused(
            asked,
            place + " is on no disk of this machine's, or on several",
            "put the partition's trees on one, such as with --var-size");
      }
    }
  }

  private static HostException refused(String asked, String why, String mend) {
    return new HostException(
        "cannot use " + OPTION + asked,
        why,
        mend.isEmpty()
            ? "write one such as 50M, 500iops or 50M,500iops; none takes it back"
            : mend);
  }

  /** The settings that ask for it, each as a line of [Service]. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    for (var place : places) {
      for (var rate : IoRate.values()) {
        var most =
            switch (rate) {
              case READ_BYTES, WRITTEN_BYTES -> bytes;
              case READS, WRITES -> requests;
            };
        most.ifPresent(amount -> lines.add(rate.key() + "=" + place + " " + amount));
      }
    }
    return lines;
  }

  /** As it is asked for. */
  @Override
  public String toString() {
    var words = new ArrayList<String>(bytes.stream().toList());
    requests.ifPresent(amount -> words.add(amount + REQUESTS));
    return String.join(",", words);
  }

  /** Whether {@code ledger} says the same. */
  static boolean isRecorded(Ledger ledger, Optional<IoMax> wanted) {
    return recorded(ledger).equals(wanted.map(IoMax::toString));
  }

  /** Makes {@code ledger} say it. */
  static void record(Ledger ledger, Optional<IoMax> wanted) throws HostException {
    ASKED.keep(ledger, wanted.map(IoMax::toString));
  }
}
