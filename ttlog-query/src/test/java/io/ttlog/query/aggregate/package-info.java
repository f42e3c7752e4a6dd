/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of single expressions and the vectors that they make, without SQL around them. */
@NullMarked
package io.ttlog.query.aggregate;

import org.jspecify.annotations.NullMarked;
