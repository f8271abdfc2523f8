package dev.qm.quadlet.generate;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.recipe.Peer;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What units became before, for who generates again and again from units of which most stay the
 * same: one that is the same object, and sees the same of all others that it names, becomes the
 * same. For one {@code Settings} alone, but for its files, which are asked for again.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class GenerationMemory {
  private IdentityHashMap<UnitFile, Outcome> now = new IdentityHashMap<>();
  private IdentityHashMap<UnitFile, Outcome> before = new IdentityHashMap<>();

  /** Remembers nothing yet. */
  public GenerationMemory() {}

  /** A new round begins; what the one before the last had is forgotten. */
  public void begin() {
    before = now;
    now = new IdentityHashMap<>();
  }

  /**
   * What became of a unit, and all that it depended on besides the unit.
   *
   * @param self what others saw of it before
   * @param containers the services that a pod was to start
   * @param asked what it saw of others
   * @param files which files of the machine's there were, and were not
   * @param resource the name that Podman has for what it makes
   * @param pod the unit of the pod that starts it
   * @param problems what is wrong
   * @param service empty if it was refused
   */
  record Outcome(
      Peer.Face self,
      List<String> containers,
      Map<String, Optional<Peer.Face>> asked,
      Map<String, Boolean> files,
      String resource,
      Optional<String> pod,
      List<Problem> problems,
      Optional<GeneratedService> service) {
    private boolean isFor(Peer peer, Map<String, Peer> peers, Settings.Files machine) {
      if (!self.equals(peer.face()) || !containers.equals(peer.containers())) {
        return false;
      }
      for (var other : asked.entrySet()) {
        var present = peers.get(other.getKey());
        var face = present == null ? Optional.<Peer.Face>empty() : Optional.of(present.face());
        if (!other.getValue().equals(face)) {
          return false;
        }
      }
      for (var file : files.entrySet()) {
        if (machine.exist(file.getKey()) != file.getValue()) {
          return false;
        }
      }
      return true;
    }
  }

  /** What became of a unit when everything that it depends on was as it is. */
  Optional<Outcome> of(
      QuadletUnit unit, Peer self, Map<String, Peer> peers, Settings.Files machine) {
    var known = now.get(unit.unit());
    if (known == null) {
      known = before.get(unit.unit());
    }
    if (known == null || !known.isFor(self, peers, machine)) {
      return Optional.empty();
    }
    now.put(unit.unit(), known);
    return Optional.of(known);
  }

  void keep(QuadletUnit unit, Outcome outcome) {
    now.put(unit.unit(), outcome);
  }
}
