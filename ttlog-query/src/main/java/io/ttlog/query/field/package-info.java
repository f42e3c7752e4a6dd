/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Values that stand within texts: a place in a JSON document, a pair of a logfmt line, an address in a network, a quantity for people to
 * read. Each is found in one pass over the text; what is not there, or damaged on the way to it, is null.
 *
 * <p>Immutable and stateless. Imports the JDK only.
 */
@NullMarked
package io.ttlog.query.field;

import org.jspecify.annotations.NullMarked;
