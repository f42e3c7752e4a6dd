/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

/**
 * What a scan read, and what it passed over.
 *
 * @param segments segments and memtables that were read
 * @param segmentsPruned segments that times or services ruled out unread
 * @param chunks chunks (one column of one row group) that were decoded
 * @param groups row groups whose rows were given
 * @param groupsOutside row groups that times or services ruled out
 * @param groupsByZone row groups that the least and largest values of a column ruled out
 * @param groupsByFilter row groups that a filter ruled out
 */
public record ScanCounts(
        int segments,
        int segmentsPruned,
        int chunks,
        int groups,
        int groupsOutside,
        int groupsByZone,
        int groupsByFilter) {
    /** Nothing. */
    public static final ScanCounts NONE = new ScanCounts(0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    public ScanCounts plus(ScanCounts other) {
        return new ScanCounts(
                segments + other.segments,
                segmentsPruned + other.segmentsPruned,
                chunks + other.chunks,
                groups + other.groups,
                groupsOutside + other.groupsOutside,
                groupsByZone + other.groupsByZone,
                groupsByFilter + other.groupsByFilter);
    }
}
