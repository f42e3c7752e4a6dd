/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of regular expressions, with RE2/J as the oracle. */
@NullMarked
package io.ttlog.query.regex;

import org.jspecify.annotations.NullMarked;
