package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Window;

/**
 * One round, as it is judged. A window may end one round and begin the next: it is counted once, by
 * its readings being the same objects.
 *
 * @param before idle
 * @param during under the fault
 * @param after idle again
 */
public record Trial(Window before, Window during, Window after) {}
