package dev.qm.partition.landing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where a file lands, decided but not yet done.
 *
 * @param file what is to land
 * @param standing how its place stands
 * @param there the digest of what is there now
 * @param edits what becomes of what is there, if it is a user's
 * @param beside where the file lands instead, when a user's stays
 */
public record Placement(
    NewFile file,
    Standing standing,
    Optional<String> there,
    Edits edits,
    Optional<Placement> beside) {

  /** Whether the file is there already, at its place or beside it. */
  public boolean isDone() {
    return switch (standing) {
      case DONE, ALIKE -> true;
      case FREE, OURS -> false;
      case EDITED, FOREIGN -> beside.isPresent() && beside.get().isDone();
    };
  }

  /** Whether the file is to be written at its very place. */
  public boolean isWritten() {
    return writing().equals(Optional.of(this));
  }

  /** The user's file that stays. */
  public Optional<Kept> kept() {
    return switch (standing) {
      case FREE, DONE, ALIKE, OURS -> Optional.empty();
      case EDITED, FOREIGN ->
          beside.map(place ->
              new Kept(file.path(), place.isUsers() ? Kept.Beside.KEPT_TOO : Kept.Beside.LANDED));
    };
  }

  /** What is to be written: the file here, the same beside, or nothing. */
  Optional<Placement> writing() {
    return switch (standing) {
      case DONE, ALIKE -> Optional.empty();
      case FREE, OURS -> Optional.of(this);
      case EDITED, FOREIGN ->
          switch (edits) {
            case KEPT -> beside.flatMap(Placement::writing);
            case GIVEN_UP -> Optional.of(this);
          };
    };
  }

  /**
   * The mark while this is written: what we left before is ours as well as the new content. What
   * somebody else wrote is not, even where it is to go: whoever is killed before that has not
   * replaced it.
   */
  FileMark unsettled() {
    var digests = new LinkedHashSet<String>();
    if (standing == Standing.OURS) {
      there.ifPresent(digests::add);
    }
    digests.add(file.digest());
    return new FileMark(file.path(), List.copyOf(digests));
  }

  /** The mark once this is written. */
  FileMark settled() {
    return new FileMark(file.path(), List.of(file.digest()));
  }

  private boolean isUsers() {
    return standing == Standing.EDITED || standing == Standing.FOREIGN;
  }
}
