/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The sink {@code chronicle} and its reader: events one by one in memory-mapped files of chronicle-bytes, for those who
 * already run Chronicle and give its flags to their JVM.
 *
 * <p>Vocabulary: a <em>directory</em> holds numbered files; a file is a header and <em>records</em>, each an event or the
 * <em>definition</em> of a symbol that the events behind it use; a record is <em>committed</em> by the ordered write of its
 * length. A file that has no room for the next event gets an end mark, and the sink <em>rolls</em> to the next number.
 *
 * <p>One thread writes, one thread reads each {@link io.ttlog.chronicle.ChronicleReader}, in the same process or others, at the
 * same time. The layout is in {@link io.ttlog.chronicle.ChronicleFormat}. Imports {@code net.openhft.chronicle.bytes}.
 */
@NullMarked
package io.ttlog.chronicle;

import org.jspecify.annotations.NullMarked;
