/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What must not leave the process in clear, and what leaves instead (RFC-0017): {@link io.ttlog.core.redact.Rewriter} looks at each
 * record and writes those anew that hold something of the kind, as {@link io.ttlog.Redaction} says.
 *
 * <p>Vocabulary: a <em>verdict</em> is what was decided once about a symbol: as a key, as a text, as a template; a <em>detector</em>
 * finds <em>matches</em> in texts, from a <em>trigger</em>, a byte without which there is none; a <em>substitute</em> stands in a
 * value's place. Detectors are scanners over bytes: each byte is looked at a bounded number of times, and nothing is allocated.
 *
 * <p>All of it belongs to one thread, the pump's, but for counts that all may read. Whatever fails here fails closed: the record
 * does not leave. The package knows records and symbols, neither rings nor sinks.
 */
@NullMarked
package io.ttlog.core.redact;

import org.jspecify.annotations.NullMarked;
