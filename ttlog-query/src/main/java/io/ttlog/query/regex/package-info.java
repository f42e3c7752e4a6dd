/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Regular expressions in linear time, with the syntax and the semantics of RE2 (Cox, "Regular Expression Matching Can Be Simple And
 * Fast", 2007; "Regular Expression Matching in the Wild", 2010): no backreferences, no look-around, leftmost-first matches.
 *
 * <p>The road: {@code RegexParser} reads a pattern into {@code Node}s; {@code Compiler} makes a {@code Program} of instructions over sets
 * of code points; {@code Alphabet} parts all code points into classes that no set tells apart. {@code Dfa} answers whether a text has a
 * match, building its states as texts ask for them and within a bound; {@code Pike} simulates all threads at once, finds where a match
 * and its groups lie, and stands in when states are too many. {@code Literals} finds what every match begins with or contains, so that
 * most texts are passed over by {@code String.indexOf}.
 *
 * <p>A {@link io.ttlog.query.regex.Regex} is immutable; a {@link io.ttlog.query.regex.RegexMatcher} belongs to one thread. Bounds are in
 * {@code Regex}. Imports the JDK only.
 */
@NullMarked
package io.ttlog.query.regex;

import org.jspecify.annotations.NullMarked;
