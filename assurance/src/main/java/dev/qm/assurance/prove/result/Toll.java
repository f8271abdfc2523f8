package dev.qm.assurance.prove.result;

import java.util.List;
import java.util.Map;

/**
 * What the machine counted while a fault ran, beside what probes felt.
 *
 * @param pressure microseconds that the whole machine waited, by the kernel's words: {@code cpu
 *     some}, {@code memory full}, ... ; empty where the kernel counts none
 * @param throttled microseconds that the partition was kept from the processors by its quota
 * @param oomKills processes that the kernel killed for memory, inside the partition
 * @param denials that SELinux logged; -1 where that cannot be seen
 * @param died processes of the safety side, the probes among them, that died; each makes the fault
 *     fail
 * @param remarks what else was seen, each a sentence
 */
public record Toll(
    Map<String, Long> pressure,
    long throttled,
    long oomKills,
    long denials,
    List<String> died,
    List<String> remarks) {
  /** Copies what it is given, so that nobody can change it. */
  public Toll {
    pressure = Map.copyOf(pressure);
    died = List.copyOf(died);
    remarks = List.copyOf(remarks);
  }
}
