/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Metrics, rolled up (RFC-0023). The readings of a series in a <em>bucket</em> of time become one row of a <em>tier</em>: a table of
 * 5 minutes, hours or days. {@link io.ttlog.storage.rollup.RollUpPolicy} says which segments are rolled up next, from what the manifest
 * tells of them; {@link io.ttlog.storage.rollup.RollUp} reads their rows once, series by series, and writes segments of all tiers. A
 * segment is rolled up as a whole and once, which its entry in the manifest says: so rows that come late, or are rolled up apart for any
 * other reason, make further rows of the same bucket, which are added up by who reads. Nothing here changes what the store consists
 * of: that is the business of {@code Catalog}.
 */
@NullMarked
package io.ttlog.storage.rollup;

import org.jspecify.annotations.NullMarked;
