package dev.qm.assurance.view;

import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.util.ArrayList;
import java.util.BitSet;

/** A list of processors as the kernel and systemd write it: cpuset(7), "List format". */
public final class CpuList {
  private static final int HIGHEST = 8191;

  private CpuList() {}

  /** The processors of {@code 0-3,6}; none for what is no such list. */
  public static BitSet parse(String text) {
    var set = new BitSet();
    for (var word : KernelText.ofList(text)) {
      var dash = word.indexOf('-');
      var first = ControlFile.number(dash < 0 ? word : word.substring(0, dash)).orElse(-1);
      var last = ControlFile.number(word.substring(dash + 1)).orElse(-1);
      if (first >= 0 && last >= first && last <= HIGHEST) {
        set.set((int) first, (int) last + 1);
      }
    }
    return set;
  }

  /** The list of a set. */
  public static String text(BitSet set) {
    var parts = new ArrayList<String>();
    for (var i = set.nextSetBit(0); i >= 0; ) {
      var end = set.nextClearBit(i) - 1;
      parts.add(i == end ? Integer.toString(i) : i + "-" + end);
      i = set.nextSetBit(end + 1);
    }
    return String.join(",", parts);
  }
}
