package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TakenRangesTest {
  record Range(int first, int last) {
    boolean overlaps(Range other) {
      return first <= other.last && other.first <= last;
    }
  }

  @Property
  void everyOverlapIsFoundAndItsOwnerReallyHasAPartOfIt(@ForAll("ranges") List<Range> ranges) {
    var taken = new TakenRanges<Range>();
    for (var i = 0; i < ranges.size(); i++) {
      var range = ranges.get(i);
      var first = BigInteger.valueOf(range.first());
      var last = BigInteger.valueOf(range.last());

      var owner = taken.owner(first, last);

      assertThat(owner.isPresent())
          .isEqualTo(ranges.subList(0, i).stream().anyMatch(range::overlaps));
      owner.ifPresent(found -> assertThat(found.overlaps(range)).isTrue());
      taken.take(first, last, range);
    }
  }

  @Provide
  Arbitrary<List<Range>> ranges() {
    var port = Arbitraries.integers().between(1, 40);
    return Combinators.combine(port, port)
        .as((one, other) -> new Range(Math.min(one, other), Math.max(one, other)))
        .list()
        .ofMaxSize(30);
  }
}
