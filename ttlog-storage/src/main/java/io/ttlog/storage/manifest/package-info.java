/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The manifest (RFC-0002): the one file that says what the store consists of. It is replaced as a whole, by rename, so a
 * reader sees one commit or the next; what it does not name does not exist. Immutable values and stateless functions.
 */
@NullMarked
package io.ttlog.storage.manifest;

import org.jspecify.annotations.NullMarked;
