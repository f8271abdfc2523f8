package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.partition.setup.Ledger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Texts of files of the kernel and of the host, each read once: whoever asks twice gets the same
 * answer, whatever thread it is in.
 */
public final class Texts {
  private final Root root;
  private final Root kernel;
  private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();
  private Optional<Ledger> ledger = Optional.empty();

  /**
   * The files of a machine.
   *
   * @param kernel below which its {@code /proc} and {@code /sys} are
   */
  public Texts(Root root, Root kernel) {
    this.root = root;
    this.kernel = kernel;
  }

  /** The text of the file; nothing when it is not there or may not be read. */
  public Optional<String> at(String path) {
    return known.computeIfAbsent(path, place -> Bounded.textIfAny(rootOf(place).at(place)));
  }

  /**
   * What setup recorded on the machine; an empty record where it never ran.
   *
   * @throws HostException when it cannot be read
   */
  public synchronized Ledger ledger() throws HostException {
    if (ledger.isEmpty()) {
      ledger = Optional.of(Ledger.read(root));
    }
    return ledger.get();
  }

  private Root rootOf(String path) {
    return path.startsWith("/proc/") || path.startsWith("/sys/") ? kernel : root;
  }

  /** The text without the white space around it; nothing when it is not there. */
  public Optional<String> word(String path) {
    return at(path).map(String::strip);
  }
}
