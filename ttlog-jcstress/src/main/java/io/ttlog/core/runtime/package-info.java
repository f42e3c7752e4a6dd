/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What threads see of a span that was detached and that several of them use, by jcstress. Here because spans are of this package;
 * nothing imports this.
 */
@NullMarked
package io.ttlog.core.runtime;

import org.jspecify.annotations.NullMarked;
