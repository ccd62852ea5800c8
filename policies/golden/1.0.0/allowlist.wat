(component
(type $ty-prism:policy/types@1.0.0 (;0;)
(instance
(type (;0;) (enum "none" "namespace" "session"))
(export (;1;) "level" (type (eq 0)))
(type (;2;) (option 1))
(type (;3;) (tuple string string))
(type (;4;) (list 3))
(type (;5;) (record (field "pattern" string) (field "version" string) (field "namespace" string) (field "session" string) (field "requested" 2) (field "level" 1) (field "config" 4) (field "caller" string)))
(export (;6;) "request" (type (eq 5)))
(type (;7;) (enum "forbidden" "namespace-forbidden" "quota"))
(export (;8;) "refusal-code" (type (eq 7)))
(type (;9;) (option u64))
(type (;10;) (record (field "code" 8) (field "reason" string) (field "retry-after-ms" 9)))
(export (;11;) "refusal" (type (eq 10)))
)
)
(import "prism:policy/types@1.0.0" (instance $prism:policy/types@1.0.0 (;0;) (type $ty-prism:policy/types@1.0.0)))
(type $ty-prism:policy/log@1.0.0 (;1;)
(instance
(type (;0;) (enum "debug" "info" "warn" "error"))
(export (;1;) "severity" (type (eq 0)))
(type (;2;) (func (param "severity" 1) (param "message" string)))
(export (;0;) "log" (func (type 2)))
)
)
(import "prism:policy/log@1.0.0" (instance $prism:policy/log@1.0.0 (;1;) (type $ty-prism:policy/log@1.0.0)))
(core module $main (;0;)
(type (;0;) (func (param i32 i32 i32) (result i32)))
(type (;1;) (func (param i32 i32) (result i32)))
(type (;2;) (func (param i32 i32)))
(type (;3;) (func (param i32 i32 i32)))
(type (;4;) (func))
(type (;5;) (func (result i32)))
(type (;6;) (func (param i32) (result i32)))
(type (;7;) (func (param i32 i32 i32 i32) (result i32)))
(type (;8;) (func (param i32)))
(type (;9;) (func (param i32 i32 i32 i32)))
(type (;10;) (func (param i32 i32 i32 i32 i32)))
(type (;11;) (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
(type (;12;) (func (param i32 i32 i32 i32 i32 i32) (result i32)))
(type (;13;) (func (param i32 i32 i32 i32 i32) (result i32)))
(type (;14;) (func (param i32 i32 i32 i32 i32 i32 i32)))
(type (;15;) (func (param i32 i64 i64 i32)))
(type (;16;) (func (param i32 i64)))
(type (;17;) (func (param i32 i32 i32 i32 i32 i32)))
(type (;18;) (func (param i32 i32 i32 i64)))
(type (;19;) (func (param i32 i32 i32 i64 i32)))
(type (;20;) (func (param i32 i64 i64 i64)))
(type (;21;) (func (param i32 i64 i64 i64 i64)))
(import "prism:policy/log@1.0.0" "log" (func (;0;) (type 3) (param i32 i32 i32)))
(table (;0;) 55 55 funcref)
(memory (;0;) 2)
(global (;0;) (mut i32) i32.const 65536)
(global (;1;) i32 i32.const 78682)
(global (;2;) i32 i32.const 78688)
(export "memory" (memory 0))
(export "cabi_post_prism:policy/admission@1.0.0#decide" (func 79))
(export "cabi_post_prism:policy/isolation@1.0.0#derive" (func 81))
(export "cabi_post_prism:policy/lifecycle@1.0.0#configure" (func 83))
(export "cabi_post_prism:policy/lifecycle@1.0.0#describe" (func 84))
(export "prism:policy/admission@1.0.0#decide" (func 85))
(export "prism:policy/isolation@1.0.0#derive" (func 89))
(export "prism:policy/lifecycle@1.0.0#configure" (func 90))
(export "prism:policy/lifecycle@1.0.0#describe" (func 97))
(export "cabi_realloc_wit_bindgen_0_61_1" (func 228))
(export "cabi_realloc" (func 231))
(export "__data_end" (global 1))
(export "__heap_base" (global 2))
(elem (;0;) (i32.const 1) func 11 16 112 121 227 92 159 157 138 141 149 114 126 127 164 165 131 118 129 130 158 18 19 21 17 20 108 109 110 111 107 137 39 198 153 196 152 197 199 218 219 220 221 222 223 224 211 212 213 214 206 207 217 231)
(func (;1;) (type 4))
(func (;2;) (type 3) (param i32 i32 i32)
block ;; label = @1
local.get 2
i32.const 1
i32.and
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
local.get 2
i32.const 1
i32.shr_u
call 3
return
end
local.get 0
local.get 1
local.get 2
call 4
)
(func (;3;) (type 3) (param i32 i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 2
i32.const 1
i32.const 1
call 50
local.get 3
i32.load offset=8
local.set 4
local.get 3
i32.load offset=12
local.set 5
local.get 0
i32.const 0
i32.store offset=8
local.get 0
local.get 5
i32.store offset=4
local.get 0
local.get 4
i32.store
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
block ;; label = @2
local.get 2
i32.eqz
br_if 0 (;@2;)
local.get 5
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 2
i32.store offset=8
end
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;4;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 2
i32.const 1
i32.and
i32.eqz
br_if 0 (;@8;)
local.get 2
i32.const 1
i32.shr_u
local.set 4
br 1 (;@7;)
end
local.get 1
i32.load8_u
local.tee 4
i32.eqz
br_if 1 (;@6;)
i32.const 0
local.set 5
local.get 1
local.set 6
i32.const 0
local.set 7
loop ;; label = @8
local.get 6
i32.const 1
i32.add
local.set 6
block ;; label = @9
block ;; label = @10
local.get 4
i32.extend8_s
i32.const -1
i32.gt_s
br_if 0 (;@10;)
block ;; label = @11
local.get 4
i32.const 255
i32.and
i32.const 128
i32.ne
br_if 0 (;@11;)
local.get 5
local.get 6
i32.load16_u align=1
local.tee 4
i32.add
local.set 5
local.get 6
local.get 4
i32.add
i32.const 2
i32.add
local.set 6
br 2 (;@9;)
end
local.get 6
local.get 4
i32.const 3
i32.and
i32.const 8
i32.rotr
local.tee 8
i32.const 5
i32.shl
i32.const 1073741824
i32.and
local.get 8
i32.const 7
i32.shl
i32.or
i32.const 29
i32.shr_u
i32.add
local.get 4
i32.const 1
i32.shr_u
i32.const 2
i32.and
i32.add
local.get 4
i32.const 2
i32.shr_u
i32.const 2
i32.and
i32.add
local.set 6
local.get 5
i32.eqz
local.get 7
i32.or
local.set 7
br 1 (;@9;)
end
local.get 6
local.get 4
i32.const 255
i32.and
local.tee 4
i32.add
local.set 6
local.get 5
local.get 4
i32.add
local.set 5
end
local.get 6
i32.load8_u
local.tee 4
br_if 0 (;@8;)
end
i32.const 0
local.set 4
local.get 7
local.get 5
i32.const 16
i32.lt_u
i32.and
br_if 0 (;@7;)
local.get 5
i32.const 1
i32.shl
local.tee 4
i32.const -1
i32.le_s
br_if 4 (;@3;)
end
local.get 4
br_if 1 (;@5;)
end
i32.const 1
local.set 6
i32.const 0
local.set 4
br 1 (;@4;)
end
local.get 4
call 6
local.tee 6
i32.eqz
br_if 2 (;@2;)
end
local.get 3
i32.const 0
i32.store offset=8
local.get 3
local.get 6
i32.store offset=4
local.get 3
local.get 4
i32.store
local.get 3
i32.const 68988
local.get 1
local.get 2
call 105
i32.eqz
br_if 2 (;@1;)
i32.const 69028
i32.const 86
local.get 3
i32.const 15
i32.add
i32.const 69012
i32.const 69116
call 106
unreachable
end
call 99
unreachable
end
i32.const 1
local.get 4
call 57
unreachable
end
local.get 0
local.get 3
i32.load offset=8
i32.store offset=8
local.get 0
local.get 3
i64.load align=4
i64.store align=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;5;) (type 5) (result i32)
(local i32)
block ;; label = @1
i32.const 24
call 6
local.tee 0
br_if 0 (;@1;)
i32.const 4
i32.const 24
call 7
unreachable
end
local.get 0
)
(func (;6;) (type 6) (param i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i64)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 0
i32.const 245
i32.lt_u
br_if 0 (;@4;)
block ;; label = @5
local.get 0
i32.const -65588
i32.le_u
br_if 0 (;@5;)
i32.const 0
return
end
local.get 0
i32.const 11
i32.add
local.tee 1
i32.const -8
i32.and
local.set 2
i32.const 0
i32.load offset=78640
local.tee 3
i32.eqz
br_if 2 (;@2;)
i32.const 31
local.set 4
local.get 0
i32.const 16777205
i32.ge_u
br_if 1 (;@3;)
local.get 2
i32.const 38
local.get 1
i32.const 8
i32.shr_u
i32.clz
local.tee 0
i32.sub
i32.shr_u
i32.const 1
i32.and
local.get 0
i32.const 1
i32.shl
i32.sub
i32.const 62
i32.add
local.set 4
br 1 (;@3;)
end
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
i32.const 0
i32.load offset=78636
local.tee 5
i32.const 16
local.get 0
i32.const 11
i32.add
i32.const 504
i32.and
local.get 0
i32.const 11
i32.lt_u
select
local.tee 2
i32.const 3
i32.shr_u
local.tee 1
i32.shr_u
local.tee 0
i32.const 3
i32.and
i32.eqz
br_if 0 (;@9;)
local.get 0
i32.const -1
i32.xor
i32.const 1
i32.and
local.get 1
i32.add
local.tee 6
i32.const 3
i32.shl
local.tee 0
i32.const 78372
i32.add
local.tee 1
local.get 0
i32.const 78380
i32.add
i32.load
local.tee 2
i32.load offset=8
local.tee 7
i32.eq
br_if 1 (;@8;)
local.get 7
local.get 1
i32.store offset=12
local.get 1
local.get 7
i32.store offset=8
br 2 (;@7;)
end
local.get 2
i32.const 0
i32.load offset=78644
i32.le_u
br_if 6 (;@2;)
local.get 0
br_if 2 (;@6;)
i32.const 0
i32.load offset=78640
local.tee 0
i32.eqz
br_if 6 (;@2;)
local.get 0
i32.ctz
i32.const 2
i32.shl
i32.const 78228
i32.add
i32.load
local.tee 7
i32.load offset=4
i32.const -8
i32.and
local.get 2
i32.sub
local.set 1
local.get 7
local.set 5
loop ;; label = @9
block ;; label = @10
local.get 7
i32.load offset=16
local.tee 0
br_if 0 (;@10;)
local.get 7
i32.load offset=20
local.tee 0
br_if 0 (;@10;)
local.get 5
i32.load offset=24
local.set 4
block ;; label = @11
block ;; label = @12
block ;; label = @13
local.get 5
i32.load offset=12
local.tee 0
local.get 5
i32.ne
br_if 0 (;@13;)
local.get 5
i32.const 20
i32.const 16
local.get 5
i32.load offset=20
local.tee 0
select
i32.add
i32.load
local.tee 7
br_if 1 (;@12;)
i32.const 0
local.set 0
br 2 (;@11;)
end
local.get 5
i32.load offset=8
local.tee 7
local.get 0
i32.store offset=12
local.get 0
local.get 7
i32.store offset=8
br 1 (;@11;)
end
local.get 5
i32.const 20
i32.add
local.get 5
i32.const 16
i32.add
local.get 0
select
local.set 6
loop ;; label = @12
local.get 6
local.set 8
local.get 7
local.tee 0
i32.const 20
i32.add
local.get 0
i32.const 16
i32.add
local.get 0
i32.load offset=20
local.tee 7
select
local.set 6
local.get 0
i32.const 20
i32.const 16
local.get 7
select
i32.add
i32.load
local.tee 7
br_if 0 (;@12;)
end
local.get 8
i32.const 0
i32.store
end
local.get 4
i32.eqz
br_if 6 (;@4;)
block ;; label = @11
block ;; label = @12
local.get 5
local.get 5
i32.load offset=28
i32.const 2
i32.shl
i32.const 78228
i32.add
local.tee 7
i32.load
i32.eq
br_if 0 (;@12;)
block ;; label = @13
local.get 4
i32.load offset=16
local.get 5
i32.eq
br_if 0 (;@13;)
local.get 4
local.get 0
i32.store offset=20
local.get 0
br_if 2 (;@11;)
br 9 (;@4;)
end
local.get 4
local.get 0
i32.store offset=16
local.get 0
br_if 1 (;@11;)
br 8 (;@4;)
end
local.get 7
local.get 0
i32.store
local.get 0
i32.eqz
br_if 6 (;@5;)
end
local.get 0
local.get 4
i32.store offset=24
block ;; label = @11
local.get 5
i32.load offset=16
local.tee 7
i32.eqz
br_if 0 (;@11;)
local.get 0
local.get 7
i32.store offset=16
local.get 7
local.get 0
i32.store offset=24
end
local.get 5
i32.load offset=20
local.tee 7
i32.eqz
br_if 6 (;@4;)
local.get 0
local.get 7
i32.store offset=20
local.get 7
local.get 0
i32.store offset=24
br 6 (;@4;)
end
local.get 0
i32.load offset=4
i32.const -8
i32.and
local.get 2
i32.sub
local.tee 7
local.get 1
local.get 7
local.get 1
i32.lt_u
local.tee 7
select
local.set 1
local.get 0
local.get 5
local.get 7
select
local.set 5
local.get 0
local.set 7
br 0 (;@9;)
end
end
i32.const 0
local.get 5
i32.const -2
local.get 6
i32.rotl
i32.and
i32.store offset=78636
end
local.get 2
local.get 0
i32.const 3
i32.or
i32.store offset=4
local.get 2
local.get 0
i32.add
local.tee 0
local.get 0
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 2
i32.const 8
i32.add
return
end
block ;; label = @6
block ;; label = @7
local.get 0
local.get 1
i32.shl
i32.const 2
local.get 1
i32.shl
local.tee 0
i32.const 0
local.get 0
i32.sub
i32.or
i32.and
i32.ctz
local.tee 8
i32.const 3
i32.shl
local.tee 1
i32.const 78372
i32.add
local.tee 7
local.get 1
i32.const 78380
i32.add
i32.load
local.tee 0
i32.load offset=8
local.tee 6
i32.eq
br_if 0 (;@7;)
local.get 6
local.get 7
i32.store offset=12
local.get 7
local.get 6
i32.store offset=8
br 1 (;@6;)
end
i32.const 0
local.get 5
i32.const -2
local.get 8
i32.rotl
i32.and
i32.store offset=78636
end
local.get 0
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.add
local.tee 5
local.get 1
local.get 2
i32.sub
local.tee 7
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
local.get 7
i32.store
block ;; label = @6
i32.const 0
i32.load offset=78644
local.tee 1
i32.eqz
br_if 0 (;@6;)
i32.const 0
i32.load offset=78652
local.set 2
block ;; label = @7
block ;; label = @8
i32.const 0
i32.load offset=78636
local.tee 6
i32.const 1
local.get 1
i32.const 3
i32.shr_u
i32.shl
local.tee 8
i32.and
br_if 0 (;@8;)
i32.const 0
local.get 6
local.get 8
i32.or
i32.store offset=78636
local.get 1
i32.const -8
i32.and
i32.const 78372
i32.add
local.tee 1
local.set 6
br 1 (;@7;)
end
local.get 1
i32.const -8
i32.and
local.tee 1
i32.const 78372
i32.add
local.set 6
local.get 1
i32.const 78380
i32.add
i32.load
local.set 1
end
local.get 6
local.get 2
i32.store offset=8
local.get 1
local.get 2
i32.store offset=12
local.get 2
local.get 6
i32.store offset=12
local.get 2
local.get 1
i32.store offset=8
end
i32.const 0
local.get 5
i32.store offset=78652
i32.const 0
local.get 7
i32.store offset=78644
local.get 0
i32.const 8
i32.add
return
end
i32.const 0
i32.const 0
i32.load offset=78640
i32.const -2
local.get 5
i32.load offset=28
i32.rotl
i32.and
i32.store offset=78640
end
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 1
i32.const 16
i32.lt_u
br_if 0 (;@6;)
local.get 5
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 5
local.get 2
i32.add
local.tee 7
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 7
local.get 1
i32.add
local.get 1
i32.store
i32.const 0
i32.load offset=78644
local.tee 6
i32.eqz
br_if 1 (;@5;)
i32.const 0
i32.load offset=78652
local.set 0
block ;; label = @7
block ;; label = @8
i32.const 0
i32.load offset=78636
local.tee 8
i32.const 1
local.get 6
i32.const 3
i32.shr_u
i32.shl
local.tee 4
i32.and
br_if 0 (;@8;)
i32.const 0
local.get 8
local.get 4
i32.or
i32.store offset=78636
local.get 6
i32.const -8
i32.and
i32.const 78372
i32.add
local.tee 6
local.set 8
br 1 (;@7;)
end
local.get 6
i32.const -8
i32.and
local.tee 6
i32.const 78372
i32.add
local.set 8
local.get 6
i32.const 78380
i32.add
i32.load
local.set 6
end
local.get 8
local.get 0
i32.store offset=8
local.get 6
local.get 0
i32.store offset=12
local.get 0
local.get 8
i32.store offset=12
local.get 0
local.get 6
i32.store offset=8
br 1 (;@5;)
end
local.get 5
local.get 1
local.get 2
i32.add
local.tee 0
i32.const 3
i32.or
i32.store offset=4
local.get 5
local.get 0
i32.add
local.tee 0
local.get 0
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
br 1 (;@4;)
end
i32.const 0
local.get 7
i32.store offset=78652
i32.const 0
local.get 1
i32.store offset=78644
end
local.get 5
i32.const 8
i32.add
local.tee 0
i32.eqz
br_if 1 (;@2;)
br 2 (;@1;)
end
i32.const 0
local.get 2
i32.sub
local.set 1
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 4
i32.const 2
i32.shl
i32.const 78228
i32.add
i32.load
local.tee 5
br_if 0 (;@6;)
i32.const 0
local.set 7
i32.const 0
local.set 0
br 1 (;@5;)
end
i32.const 0
local.set 7
local.get 2
i32.const 0
i32.const 25
local.get 4
i32.const 1
i32.shr_u
i32.sub
local.get 4
i32.const 31
i32.eq
select
i32.shl
local.set 6
i32.const 0
local.set 0
loop ;; label = @6
block ;; label = @7
local.get 5
local.tee 5
i32.load offset=4
i32.const -8
i32.and
local.tee 8
local.get 2
i32.lt_u
br_if 0 (;@7;)
local.get 8
local.get 2
i32.sub
local.tee 8
local.get 1
i32.ge_u
br_if 0 (;@7;)
local.get 5
local.set 7
local.get 8
local.set 1
local.get 8
br_if 0 (;@7;)
i32.const 0
local.set 1
local.get 5
local.set 0
local.get 5
local.set 7
br 3 (;@4;)
end
local.get 5
i32.load offset=20
local.tee 8
local.get 0
local.get 8
local.get 5
local.get 6
i32.const 29
i32.shr_u
i32.const 4
i32.and
i32.add
i32.load offset=16
local.tee 5
i32.ne
select
local.get 0
local.get 8
select
local.set 0
local.get 6
i32.const 1
i32.shl
local.set 6
local.get 5
br_if 0 (;@6;)
end
end
block ;; label = @5
local.get 0
local.get 7
i32.or
br_if 0 (;@5;)
i32.const 0
local.set 7
i32.const 2
local.get 4
i32.shl
local.tee 0
i32.const 0
local.get 0
i32.sub
i32.or
local.get 3
i32.and
local.tee 0
i32.eqz
br_if 3 (;@2;)
local.get 0
i32.ctz
i32.const 2
i32.shl
i32.const 78228
i32.add
i32.load
local.set 0
end
local.get 0
i32.eqz
br_if 1 (;@3;)
end
loop ;; label = @4
local.get 0
i32.load offset=4
i32.const -8
i32.and
local.tee 5
local.get 2
i32.sub
local.tee 6
local.get 1
local.get 6
local.get 1
i32.lt_u
local.tee 8
select
local.set 4
local.get 5
local.get 2
i32.lt_u
local.set 6
local.get 0
local.get 7
local.get 8
select
local.set 8
block ;; label = @5
local.get 0
i32.load offset=16
local.tee 5
br_if 0 (;@5;)
local.get 0
i32.load offset=20
local.set 5
end
local.get 1
local.get 4
local.get 6
select
local.set 1
local.get 7
local.get 8
local.get 6
select
local.set 7
local.get 5
local.set 0
local.get 5
br_if 0 (;@4;)
end
end
local.get 7
i32.eqz
br_if 0 (;@2;)
block ;; label = @3
i32.const 0
i32.load offset=78644
local.tee 0
local.get 2
i32.lt_u
br_if 0 (;@3;)
local.get 1
local.get 0
local.get 2
i32.sub
i32.ge_u
br_if 1 (;@2;)
end
local.get 7
i32.load offset=24
local.set 4
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 7
i32.load offset=12
local.tee 0
local.get 7
i32.ne
br_if 0 (;@5;)
local.get 7
i32.const 20
i32.const 16
local.get 7
i32.load offset=20
local.tee 0
select
i32.add
i32.load
local.tee 5
br_if 1 (;@4;)
i32.const 0
local.set 0
br 2 (;@3;)
end
local.get 7
i32.load offset=8
local.tee 5
local.get 0
i32.store offset=12
local.get 0
local.get 5
i32.store offset=8
br 1 (;@3;)
end
local.get 7
i32.const 20
i32.add
local.get 7
i32.const 16
i32.add
local.get 0
select
local.set 6
loop ;; label = @4
local.get 6
local.set 8
local.get 5
local.tee 0
i32.const 20
i32.add
local.get 0
i32.const 16
i32.add
local.get 0
i32.load offset=20
local.tee 5
select
local.set 6
local.get 0
i32.const 20
i32.const 16
local.get 5
select
i32.add
i32.load
local.tee 5
br_if 0 (;@4;)
end
local.get 8
i32.const 0
i32.store
end
block ;; label = @3
local.get 4
i32.eqz
br_if 0 (;@3;)
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 7
local.get 7
i32.load offset=28
i32.const 2
i32.shl
i32.const 78228
i32.add
local.tee 5
i32.load
i32.eq
br_if 0 (;@6;)
block ;; label = @7
local.get 4
i32.load offset=16
local.get 7
i32.eq
br_if 0 (;@7;)
local.get 4
local.get 0
i32.store offset=20
local.get 0
br_if 2 (;@5;)
br 4 (;@3;)
end
local.get 4
local.get 0
i32.store offset=16
local.get 0
br_if 1 (;@5;)
br 3 (;@3;)
end
local.get 5
local.get 0
i32.store
local.get 0
i32.eqz
br_if 1 (;@4;)
end
local.get 0
local.get 4
i32.store offset=24
block ;; label = @5
local.get 7
i32.load offset=16
local.tee 5
i32.eqz
br_if 0 (;@5;)
local.get 0
local.get 5
i32.store offset=16
local.get 5
local.get 0
i32.store offset=24
end
local.get 7
i32.load offset=20
local.tee 5
i32.eqz
br_if 1 (;@3;)
local.get 0
local.get 5
i32.store offset=20
local.get 5
local.get 0
i32.store offset=24
br 1 (;@3;)
end
i32.const 0
i32.const 0
i32.load offset=78640
i32.const -2
local.get 7
i32.load offset=28
i32.rotl
i32.and
i32.store offset=78640
end
block ;; label = @3
block ;; label = @4
local.get 1
i32.const 16
i32.lt_u
br_if 0 (;@4;)
local.get 7
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 7
local.get 2
i32.add
local.tee 0
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
local.get 1
i32.store
block ;; label = @5
local.get 1
i32.const 256
i32.lt_u
br_if 0 (;@5;)
local.get 0
local.get 1
call 225
br 2 (;@3;)
end
block ;; label = @5
block ;; label = @6
i32.const 0
i32.load offset=78636
local.tee 5
i32.const 1
local.get 1
i32.const 3
i32.shr_u
i32.shl
local.tee 6
i32.and
br_if 0 (;@6;)
i32.const 0
local.get 5
local.get 6
i32.or
i32.store offset=78636
local.get 1
i32.const 248
i32.and
i32.const 78372
i32.add
local.tee 1
local.set 5
br 1 (;@5;)
end
local.get 1
i32.const 248
i32.and
local.tee 1
i32.const 78372
i32.add
local.set 5
local.get 1
i32.const 78380
i32.add
i32.load
local.set 1
end
local.get 5
local.get 0
i32.store offset=8
local.get 1
local.get 0
i32.store offset=12
local.get 0
local.get 5
i32.store offset=12
local.get 0
local.get 1
i32.store offset=8
br 1 (;@3;)
end
local.get 7
local.get 1
local.get 2
i32.add
local.tee 0
i32.const 3
i32.or
i32.store offset=4
local.get 7
local.get 0
i32.add
local.tee 0
local.get 0
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
end
local.get 7
i32.const 8
i32.add
local.tee 0
br_if 1 (;@1;)
end
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
i32.const 0
i32.load offset=78644
local.tee 0
local.get 2
i32.ge_u
br_if 0 (;@7;)
block ;; label = @8
i32.const 0
i32.load offset=78648
local.tee 0
local.get 2
i32.gt_u
br_if 0 (;@8;)
block ;; label = @9
local.get 2
i32.const 65583
i32.add
local.tee 7
i32.const 16
i32.shr_u
memory.grow
local.tee 1
i32.const -1
i32.ne
br_if 0 (;@9;)
i32.const 0
return
end
i32.const 0
local.set 0
local.get 1
i32.const 16
i32.shl
local.tee 5
i32.eqz
br_if 7 (;@1;)
i32.const 0
i32.const 0
i32.load offset=78660
local.get 7
i32.const -65536
i32.and
local.tee 0
i32.const -16
i32.add
local.get 0
local.get 5
i32.const 0
local.get 0
i32.sub
i32.eq
select
local.tee 8
i32.add
local.tee 0
i32.store offset=78660
i32.const 0
local.get 0
i32.const 0
i32.load offset=78664
local.tee 1
local.get 0
local.get 1
i32.gt_u
select
i32.store offset=78664
block ;; label = @9
block ;; label = @10
block ;; label = @11
i32.const 0
i32.load offset=78656
local.tee 1
i32.eqz
br_if 0 (;@11;)
i32.const 78356
local.set 0
loop ;; label = @12
local.get 0
i32.load
local.tee 7
local.get 0
i32.load offset=4
local.tee 6
i32.add
local.get 5
i32.eq
br_if 2 (;@10;)
local.get 0
i32.load offset=8
local.tee 0
br_if 0 (;@12;)
br 3 (;@9;)
end
end
block ;; label = @11
block ;; label = @12
i32.const 0
i32.load offset=78672
local.tee 0
i32.eqz
br_if 0 (;@12;)
local.get 0
local.get 5
i32.le_u
br_if 1 (;@11;)
end
i32.const 0
local.get 5
i32.store offset=78672
end
i32.const 0
i32.const 4095
i32.store offset=78676
i32.const 0
local.get 8
i32.store offset=78360
i32.const 0
local.get 5
i32.store offset=78356
i32.const 0
i32.const 78372
i32.store offset=78384
i32.const 0
i32.const 78380
i32.store offset=78392
i32.const 0
i32.const 78372
i32.store offset=78380
i32.const 0
i32.const 78388
i32.store offset=78400
i32.const 0
i32.const 78380
i32.store offset=78388
i32.const 0
i32.const 78396
i32.store offset=78408
i32.const 0
i32.const 78388
i32.store offset=78396
i32.const 0
i32.const 78404
i32.store offset=78416
i32.const 0
i32.const 78396
i32.store offset=78404
i32.const 0
i32.const 78412
i32.store offset=78424
i32.const 0
i32.const 78404
i32.store offset=78412
i32.const 0
i32.const 78420
i32.store offset=78432
i32.const 0
i32.const 78412
i32.store offset=78420
i32.const 0
i32.const 78428
i32.store offset=78440
i32.const 0
i32.const 78420
i32.store offset=78428
i32.const 0
i32.const 0
i32.store offset=78368
i32.const 0
i32.const 78436
i32.store offset=78448
i32.const 0
i32.const 78428
i32.store offset=78436
i32.const 0
i32.const 78436
i32.store offset=78444
i32.const 0
i32.const 78444
i32.store offset=78456
i32.const 0
i32.const 78444
i32.store offset=78452
i32.const 0
i32.const 78452
i32.store offset=78464
i32.const 0
i32.const 78452
i32.store offset=78460
i32.const 0
i32.const 78460
i32.store offset=78472
i32.const 0
i32.const 78460
i32.store offset=78468
i32.const 0
i32.const 78468
i32.store offset=78480
i32.const 0
i32.const 78468
i32.store offset=78476
i32.const 0
i32.const 78476
i32.store offset=78488
i32.const 0
i32.const 78476
i32.store offset=78484
i32.const 0
i32.const 78484
i32.store offset=78496
i32.const 0
i32.const 78484
i32.store offset=78492
i32.const 0
i32.const 78492
i32.store offset=78504
i32.const 0
i32.const 78492
i32.store offset=78500
i32.const 0
i32.const 78500
i32.store offset=78512
i32.const 0
i32.const 78508
i32.store offset=78520
i32.const 0
i32.const 78500
i32.store offset=78508
i32.const 0
i32.const 78516
i32.store offset=78528
i32.const 0
i32.const 78508
i32.store offset=78516
i32.const 0
i32.const 78524
i32.store offset=78536
i32.const 0
i32.const 78516
i32.store offset=78524
i32.const 0
i32.const 78532
i32.store offset=78544
i32.const 0
i32.const 78524
i32.store offset=78532
i32.const 0
i32.const 78540
i32.store offset=78552
i32.const 0
i32.const 78532
i32.store offset=78540
i32.const 0
i32.const 78548
i32.store offset=78560
i32.const 0
i32.const 78540
i32.store offset=78548
i32.const 0
i32.const 78556
i32.store offset=78568
i32.const 0
i32.const 78548
i32.store offset=78556
i32.const 0
i32.const 78564
i32.store offset=78576
i32.const 0
i32.const 78556
i32.store offset=78564
i32.const 0
i32.const 78572
i32.store offset=78584
i32.const 0
i32.const 78564
i32.store offset=78572
i32.const 0
i32.const 78580
i32.store offset=78592
i32.const 0
i32.const 78572
i32.store offset=78580
i32.const 0
i32.const 78588
i32.store offset=78600
i32.const 0
i32.const 78580
i32.store offset=78588
i32.const 0
i32.const 78596
i32.store offset=78608
i32.const 0
i32.const 78588
i32.store offset=78596
i32.const 0
i32.const 78604
i32.store offset=78616
i32.const 0
i32.const 78596
i32.store offset=78604
i32.const 0
i32.const 78612
i32.store offset=78624
i32.const 0
i32.const 78604
i32.store offset=78612
i32.const 0
i32.const 78620
i32.store offset=78632
i32.const 0
i32.const 78612
i32.store offset=78620
i32.const 0
local.get 5
i32.store offset=78656
i32.const 0
i32.const 78620
i32.store offset=78628
i32.const 0
local.get 8
i32.const -40
i32.add
local.tee 0
i32.store offset=78648
local.get 5
local.get 0
i32.const 1
i32.or
i32.store offset=4
local.get 5
local.get 0
i32.add
i32.const 40
i32.store offset=4
i32.const 0
i32.const 2097152
i32.store offset=78668
br 8 (;@2;)
end
local.get 1
local.get 5
i32.ge_u
br_if 0 (;@9;)
local.get 7
local.get 1
i32.gt_u
br_if 0 (;@9;)
local.get 0
i32.load offset=12
i32.eqz
br_if 3 (;@6;)
end
i32.const 0
i32.const 0
i32.load offset=78672
local.tee 0
local.get 5
local.get 0
local.get 5
i32.lt_u
select
i32.store offset=78672
local.get 5
local.get 8
i32.add
local.set 7
i32.const 78356
local.set 0
block ;; label = @9
block ;; label = @10
block ;; label = @11
loop ;; label = @12
local.get 0
i32.load
local.tee 6
local.get 7
i32.eq
br_if 1 (;@11;)
local.get 0
i32.load offset=8
local.tee 0
br_if 0 (;@12;)
br 2 (;@10;)
end
end
local.get 0
i32.load offset=12
i32.eqz
br_if 1 (;@9;)
end
i32.const 78356
local.set 0
block ;; label = @10
loop ;; label = @11
block ;; label = @12
local.get 0
i32.load
local.tee 7
local.get 1
i32.gt_u
br_if 0 (;@12;)
local.get 1
local.get 7
local.get 0
i32.load offset=4
i32.add
local.tee 7
i32.lt_u
br_if 2 (;@10;)
end
local.get 0
i32.load offset=8
local.set 0
br 0 (;@11;)
end
end
i32.const 0
local.get 5
i32.store offset=78656
i32.const 0
local.get 8
i32.const -40
i32.add
local.tee 0
i32.store offset=78648
local.get 5
local.get 0
i32.const 1
i32.or
i32.store offset=4
local.get 5
local.get 0
i32.add
i32.const 40
i32.store offset=4
i32.const 0
i32.const 2097152
i32.store offset=78668
local.get 1
local.get 7
i32.const -32
i32.add
i32.const -8
i32.and
i32.const -8
i32.add
local.tee 0
local.get 0
local.get 1
i32.const 16
i32.add
i32.lt_u
select
local.tee 6
i32.const 27
i32.store offset=4
i32.const 0
i64.load offset=78356 align=4
local.set 9
local.get 6
i32.const 16
i32.add
i32.const 0
i64.load offset=78364 align=4
i64.store align=4
local.get 6
i32.const 8
i32.add
local.tee 0
local.get 9
i64.store align=4
i32.const 0
local.get 8
i32.store offset=78360
i32.const 0
local.get 5
i32.store offset=78356
i32.const 0
local.get 0
i32.store offset=78364
i32.const 0
i32.const 0
i32.store offset=78368
local.get 6
i32.const 28
i32.add
local.set 0
loop ;; label = @10
local.get 0
i32.const 7
i32.store
local.get 0
i32.const 4
i32.add
local.tee 0
local.get 7
i32.lt_u
br_if 0 (;@10;)
end
local.get 6
local.get 1
i32.eq
br_if 7 (;@2;)
local.get 6
local.get 6
i32.load offset=4
i32.const -2
i32.and
i32.store offset=4
local.get 1
local.get 6
local.get 1
i32.sub
local.tee 0
i32.const 1
i32.or
i32.store offset=4
local.get 6
local.get 0
i32.store
block ;; label = @10
local.get 0
i32.const 256
i32.lt_u
br_if 0 (;@10;)
local.get 1
local.get 0
call 225
br 8 (;@2;)
end
block ;; label = @10
block ;; label = @11
i32.const 0
i32.load offset=78636
local.tee 7
i32.const 1
local.get 0
i32.const 3
i32.shr_u
i32.shl
local.tee 5
i32.and
br_if 0 (;@11;)
i32.const 0
local.get 7
local.get 5
i32.or
i32.store offset=78636
local.get 0
i32.const 248
i32.and
i32.const 78372
i32.add
local.tee 0
local.set 7
br 1 (;@10;)
end
local.get 0
i32.const 248
i32.and
local.tee 0
i32.const 78372
i32.add
local.set 7
local.get 0
i32.const 78380
i32.add
i32.load
local.set 0
end
local.get 7
local.get 1
i32.store offset=8
local.get 0
local.get 1
i32.store offset=12
local.get 1
local.get 7
i32.store offset=12
local.get 1
local.get 0
i32.store offset=8
br 7 (;@2;)
end
local.get 0
local.get 5
i32.store
local.get 0
local.get 0
i32.load offset=4
local.get 8
i32.add
i32.store offset=4
local.get 5
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 6
i32.const 15
i32.add
i32.const -8
i32.and
i32.const -8
i32.add
local.tee 1
local.get 5
local.get 2
i32.add
local.tee 0
i32.sub
local.set 2
local.get 1
i32.const 0
i32.load offset=78656
i32.eq
br_if 3 (;@5;)
local.get 1
i32.const 0
i32.load offset=78652
i32.eq
br_if 4 (;@4;)
block ;; label = @9
local.get 1
i32.load offset=4
local.tee 7
i32.const 3
i32.and
i32.const 1
i32.ne
br_if 0 (;@9;)
local.get 1
local.get 7
i32.const -8
i32.and
local.tee 7
call 135
local.get 7
local.get 2
i32.add
local.set 2
local.get 1
local.get 7
i32.add
local.tee 1
i32.load offset=4
local.set 7
end
local.get 1
local.get 7
i32.const -2
i32.and
i32.store offset=4
local.get 0
local.get 2
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.add
local.get 2
i32.store
block ;; label = @9
local.get 2
i32.const 256
i32.lt_u
br_if 0 (;@9;)
local.get 0
local.get 2
call 225
br 6 (;@3;)
end
block ;; label = @9
block ;; label = @10
i32.const 0
i32.load offset=78636
local.tee 1
i32.const 1
local.get 2
i32.const 3
i32.shr_u
i32.shl
local.tee 7
i32.and
br_if 0 (;@10;)
i32.const 0
local.get 1
local.get 7
i32.or
i32.store offset=78636
local.get 2
i32.const 248
i32.and
i32.const 78372
i32.add
local.tee 2
local.set 1
br 1 (;@9;)
end
local.get 2
i32.const 248
i32.and
local.tee 2
i32.const 78372
i32.add
local.set 1
local.get 2
i32.const 78380
i32.add
i32.load
local.set 2
end
local.get 1
local.get 0
i32.store offset=8
local.get 2
local.get 0
i32.store offset=12
local.get 0
local.get 1
i32.store offset=12
local.get 0
local.get 2
i32.store offset=8
br 5 (;@3;)
end
i32.const 0
local.get 0
local.get 2
i32.sub
local.tee 1
i32.store offset=78648
i32.const 0
i32.const 0
i32.load offset=78656
local.tee 0
local.get 2
i32.add
local.tee 7
i32.store offset=78656
local.get 7
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 0
i32.const 8
i32.add
local.set 0
br 6 (;@1;)
end
i32.const 0
i32.load offset=78652
local.set 1
block ;; label = @7
block ;; label = @8
local.get 0
local.get 2
i32.sub
local.tee 7
i32.const 15
i32.gt_u
br_if 0 (;@8;)
i32.const 0
i32.const 0
i32.store offset=78652
i32.const 0
i32.const 0
i32.store offset=78644
local.get 1
local.get 0
i32.const 3
i32.or
i32.store offset=4
local.get 1
local.get 0
i32.add
local.tee 0
local.get 0
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
br 1 (;@7;)
end
i32.const 0
local.get 7
i32.store offset=78644
i32.const 0
local.get 1
local.get 2
i32.add
local.tee 5
i32.store offset=78652
local.get 5
local.get 7
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 0
i32.add
local.get 7
i32.store
local.get 1
local.get 2
i32.const 3
i32.or
i32.store offset=4
end
local.get 1
i32.const 8
i32.add
return
end
local.get 0
local.get 6
local.get 8
i32.add
i32.store offset=4
i32.const 0
i32.const 0
i32.load offset=78656
local.tee 0
i32.const 15
i32.add
i32.const -8
i32.and
local.tee 1
i32.const -8
i32.add
local.tee 7
i32.store offset=78656
i32.const 0
local.get 0
local.get 1
i32.sub
i32.const 0
i32.load offset=78648
local.get 8
i32.add
local.tee 1
i32.add
i32.const 8
i32.add
local.tee 5
i32.store offset=78648
local.get 7
local.get 5
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
i32.const 40
i32.store offset=4
i32.const 0
i32.const 2097152
i32.store offset=78668
br 3 (;@2;)
end
i32.const 0
local.get 0
i32.store offset=78656
i32.const 0
i32.const 0
i32.load offset=78648
local.get 2
i32.add
local.tee 2
i32.store offset=78648
local.get 0
local.get 2
i32.const 1
i32.or
i32.store offset=4
br 1 (;@3;)
end
i32.const 0
local.get 0
i32.store offset=78652
i32.const 0
i32.const 0
i32.load offset=78644
local.get 2
i32.add
local.tee 2
i32.store offset=78644
local.get 0
local.get 2
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.add
local.get 2
i32.store
end
local.get 5
i32.const 8
i32.add
return
end
i32.const 0
local.set 0
i32.const 0
i32.load offset=78648
local.tee 1
local.get 2
i32.le_u
br_if 0 (;@1;)
i32.const 0
local.get 1
local.get 2
i32.sub
local.tee 1
i32.store offset=78648
i32.const 0
i32.const 0
i32.load offset=78656
local.tee 0
local.get 2
i32.add
local.tee 7
i32.store offset=78656
local.get 7
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.const 3
i32.or
i32.store offset=4
local.get 0
i32.const 8
i32.add
return
end
local.get 0
)
(func (;7;) (type 2) (param i32 i32)
local.get 1
local.get 0
call 103
unreachable
)
(func (;8;) (type 7) (param i32 i32 i32 i32) (result i32)
local.get 0
local.get 2
local.get 1
local.get 3
local.get 1
local.get 3
i32.lt_u
select
call 232
local.tee 2
local.get 1
local.get 3
i32.sub
local.get 2
select
local.tee 3
i32.const 0
i32.gt_s
local.get 3
i32.const 0
i32.lt_s
i32.sub
)
(func (;9;) (type 7) (param i32 i32 i32 i32) (result i32)
(local i32)
i32.const 0
local.set 4
block ;; label = @1
local.get 1
local.get 3
i32.ne
br_if 0 (;@1;)
local.get 0
local.get 2
local.get 1
call 232
i32.eqz
local.set 4
end
local.get 4
)
(func (;10;) (type 1) (param i32 i32) (result i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
local.get 1
i32.store offset=4
local.get 2
local.get 0
i32.store
local.get 2
i32.const 1
i32.store offset=12
local.get 2
local.get 2
i32.store offset=8
i32.const 67894
local.get 2
i32.const 8
i32.add
call 12
local.set 1
local.get 2
i32.const 16
i32.add
global.set 0
local.get 1
)
(func (;11;) (type 1) (param i32 i32) (result i32)
local.get 1
local.get 0
i32.load
local.get 0
i32.load offset=4
call 113
)
(func (;12;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64)
global.get 0
i32.const 144
i32.sub
local.tee 2
global.set 0
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 1
i32.and
i32.eqz
br_if 0 (;@2;)
local.get 2
i32.const 56
i32.add
local.get 0
local.get 1
i32.const 1
i32.shr_u
call 70
br 1 (;@1;)
end
local.get 2
i32.const 56
i32.add
local.get 0
local.get 1
call 4
end
local.get 2
i32.const 80
i32.add
local.get 2
i32.load offset=60
local.tee 3
local.get 2
i32.load offset=64
local.tee 4
i32.const 75884
i32.const 9
call 123
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
i32.load offset=80
br_if 0 (;@3;)
local.get 2
i32.load8_u offset=93
local.set 5
local.get 2
i32.load offset=88
local.set 1
local.get 2
i32.load offset=132
local.set 6
local.get 2
i32.load offset=128
local.set 7
local.get 2
i32.load8_u offset=94
i32.const 1
i32.and
local.set 8
block ;; label = @4
block ;; label = @5
loop ;; label = @6
block ;; label = @7
local.get 8
i32.eqz
br_if 0 (;@7;)
i32.const 0
local.set 1
br 3 (;@4;)
end
block ;; label = @7
local.get 1
i32.eqz
br_if 0 (;@7;)
block ;; label = @8
block ;; label = @9
local.get 1
local.get 6
i32.lt_u
br_if 0 (;@9;)
local.get 1
local.get 6
i32.eq
br_if 1 (;@8;)
br 8 (;@1;)
end
local.get 7
local.get 1
i32.add
i32.load8_s
i32.const -64
i32.lt_s
br_if 7 (;@1;)
end
block ;; label = @8
local.get 7
local.get 1
i32.add
local.tee 9
i32.const -1
i32.add
i32.load8_s
local.tee 0
i32.const -1
i32.gt_s
br_if 0 (;@8;)
block ;; label = @9
block ;; label = @10
local.get 9
i32.const -2
i32.add
i32.load8_u
local.tee 10
i32.extend8_s
local.tee 11
i32.const -64
i32.lt_s
br_if 0 (;@10;)
local.get 10
i32.const 31
i32.and
local.set 9
br 1 (;@9;)
end
block ;; label = @10
block ;; label = @11
local.get 9
i32.const -3
i32.add
i32.load8_u
local.tee 10
i32.extend8_s
local.tee 12
i32.const -64
i32.lt_s
br_if 0 (;@11;)
local.get 10
i32.const 15
i32.and
local.set 9
br 1 (;@10;)
end
local.get 9
i32.const -4
i32.add
i32.load8_u
i32.const 7
i32.and
i32.const 6
i32.shl
local.get 12
i32.const 63
i32.and
i32.or
local.set 9
end
local.get 9
i32.const 6
i32.shl
local.get 11
i32.const 63
i32.and
i32.or
local.set 9
end
local.get 9
i32.const 6
i32.shl
local.get 0
i32.const 63
i32.and
i32.or
local.set 0
end
local.get 5
i32.const 1
i32.and
br_if 2 (;@5;)
block ;; label = @8
block ;; label = @9
local.get 0
i32.const 128
i32.ge_u
br_if 0 (;@9;)
i32.const -1
local.set 0
br 1 (;@8;)
end
block ;; label = @9
local.get 0
i32.const 2048
i32.ge_u
br_if 0 (;@9;)
i32.const -2
local.set 0
br 1 (;@8;)
end
i32.const -3
i32.const -4
local.get 0
i32.const 65536
i32.lt_u
select
local.set 0
end
local.get 0
local.get 1
i32.add
local.set 1
i32.const 1
local.set 5
br 1 (;@6;)
end
end
i32.const 0
local.set 1
local.get 5
i32.const 1
i32.and
i32.eqz
br_if 1 (;@4;)
end
local.get 2
local.get 1
i32.store offset=72
i32.const 1
local.set 1
end
local.get 2
local.get 1
i32.store offset=68
br 1 (;@2;)
end
local.get 2
i32.const 88
i32.add
local.set 1
local.get 2
i32.load offset=140
local.set 6
local.get 2
i32.load offset=136
local.set 9
local.get 2
i32.load offset=132
local.set 5
local.get 2
i32.load offset=128
local.set 0
block ;; label = @3
local.get 2
i32.load offset=116
i32.const -1
i32.eq
br_if 0 (;@3;)
local.get 2
i32.const 68
i32.add
local.get 1
local.get 0
local.get 5
local.get 9
local.get 6
i32.const 0
call 151
br 1 (;@2;)
end
local.get 2
i32.const 68
i32.add
local.get 1
local.get 0
local.get 5
local.get 9
local.get 6
i32.const 1
call 151
end
i32.const 0
local.set 9
i32.const 0
local.set 5
block ;; label = @2
local.get 2
i32.load offset=68
i32.const 1
i32.ne
br_if 0 (;@2;)
local.get 2
i32.load offset=72
local.tee 7
i32.const 9
i32.add
local.tee 6
local.set 1
block ;; label = @3
loop ;; label = @4
local.get 2
i32.const 48
i32.add
local.get 3
local.get 4
local.get 1
i32.const 75896
call 168
block ;; label = @5
block ;; label = @6
local.get 2
i32.load offset=52
i32.eqz
br_if 0 (;@6;)
local.get 2
i32.load offset=48
i32.load8_u
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 1 (;@5;)
end
local.get 2
i32.const 40
i32.add
local.get 3
local.get 4
local.get 1
i32.const 75912
call 168
i32.const 0
local.set 9
i32.const 0
local.set 5
local.get 2
i32.load offset=44
i32.const 8
i32.lt_u
br_if 3 (;@2;)
i32.const 0
local.set 9
i32.const 0
local.set 5
local.get 2
i32.load offset=40
i64.load align=1
i64.const 2336925607749706528
i64.ne
br_if 3 (;@2;)
local.get 1
i32.const 8
i32.add
local.tee 8
local.set 0
block ;; label = @6
loop ;; label = @7
local.get 2
i32.const 32
i32.add
local.get 3
local.get 4
local.get 0
i32.const 75928
call 168
block ;; label = @8
block ;; label = @9
local.get 2
i32.load offset=36
i32.eqz
br_if 0 (;@9;)
local.get 2
i32.load offset=32
i32.load8_u
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 1 (;@8;)
end
i32.const 0
local.set 9
i32.const 0
local.set 5
local.get 0
local.get 4
i32.lt_u
br_if 6 (;@2;)
local.get 2
i32.const 24
i32.add
local.get 3
local.get 4
local.get 6
local.get 1
i32.const 75944
call 169
local.get 2
i32.const 80
i32.add
local.get 2
i32.load offset=24
local.get 2
i32.load offset=28
call 160
local.get 2
i32.load8_u offset=80
i32.const 1
i32.eq
br_if 5 (;@3;)
local.get 2
i32.load offset=84
local.set 5
local.get 2
i32.const 16
i32.add
local.get 3
local.get 4
local.get 8
local.get 0
i32.const 75960
call 169
local.get 2
i32.const 80
i32.add
local.get 2
i32.load offset=16
local.get 2
i32.load offset=20
call 160
local.get 2
i32.load8_u offset=80
i32.const 1
i32.eq
br_if 5 (;@3;)
local.get 2
i32.load offset=84
local.set 9
local.get 7
local.get 4
i32.gt_u
br_if 6 (;@2;)
block ;; label = @9
local.get 7
i32.eqz
br_if 0 (;@9;)
local.get 7
local.get 4
i32.ge_u
br_if 0 (;@9;)
local.get 3
local.get 7
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 3 (;@6;)
end
local.get 2
local.get 7
i32.store offset=64
br 6 (;@2;)
end
local.get 0
i32.const 1
i32.add
local.set 0
br 0 (;@7;)
end
end
i32.const 72155
i32.const 48
i32.const 75976
call 46
unreachable
end
local.get 1
i32.const 1
i32.add
local.set 1
br 0 (;@4;)
end
end
i32.const 0
local.set 9
i32.const 0
local.set 5
end
local.get 2
local.get 2
i32.load offset=64
i32.store offset=88
local.get 2
local.get 2
i64.load offset=56 align=4
i64.store offset=80
local.get 2
i32.const 8
i32.add
local.get 2
i32.const 80
i32.add
call 87
local.get 2
i64.load offset=8
local.set 13
call 170
local.tee 1
local.get 9
i32.store offset=16
local.get 1
local.get 5
i32.store offset=12
local.get 1
local.get 13
i64.store offset=4 align=4
local.get 1
i32.const 0
i32.store
local.get 2
i32.const 144
i32.add
global.set 0
local.get 1
return
end
local.get 7
local.get 6
i32.const 0
local.get 1
i32.const 72204
call 124
unreachable
)
(func (;13;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 64
i32.sub
local.tee 2
global.set 0
local.get 2
local.get 1
i32.const 24
i32.add
i32.store
local.get 2
local.get 1
i32.store offset=4
block ;; label = @1
block ;; label = @2
local.get 1
i32.load offset=32
local.tee 3
i32.eqz
br_if 0 (;@2;)
i32.const 0
local.set 4
block ;; label = @3
i32.const 0
i32.load offset=78076
local.tee 5
i32.eqz
br_if 0 (;@3;)
local.get 1
i32.load offset=8
local.set 6
local.get 1
i32.load offset=4
local.set 7
i32.const 0
i32.load offset=78080
local.set 8
loop ;; label = @4
local.get 5
i32.const 4
i32.add
local.set 4
local.get 5
i32.load16_u offset=270
local.tee 9
i32.const 12
i32.mul
local.set 10
i32.const -1
local.set 11
block ;; label = @5
loop ;; label = @6
block ;; label = @7
local.get 10
br_if 0 (;@7;)
local.get 9
local.set 11
br 2 (;@5;)
end
local.get 4
i32.const 8
i32.add
local.set 12
local.get 4
i32.const 4
i32.add
local.set 13
local.get 10
i32.const -12
i32.add
local.set 10
local.get 11
i32.const 1
i32.add
local.set 11
local.get 4
i32.const 12
i32.add
local.set 4
block ;; label = @7
local.get 7
local.get 6
local.get 13
i32.load
local.get 12
i32.load
call 8
i32.const 255
i32.and
br_table 0 (;@7;) 1 (;@6;) 2 (;@5;)
end
end
local.get 5
local.get 11
i32.const 12
i32.mul
i32.add
i32.const 136
i32.add
local.set 4
br 2 (;@3;)
end
block ;; label = @5
local.get 8
br_if 0 (;@5;)
i32.const 0
local.set 4
br 2 (;@3;)
end
local.get 8
i32.const -1
i32.add
local.set 8
local.get 5
local.get 11
i32.const 2
i32.shl
i32.add
i32.load offset=272
local.set 5
br 0 (;@4;)
end
end
local.get 4
i32.const 78064
local.get 4
select
local.tee 4
i32.load offset=8
i32.const 12
i32.mul
local.set 10
local.get 4
i32.load offset=4
local.set 4
local.get 1
i32.load offset=28
local.set 6
loop ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 10
i32.eqz
br_if 0 (;@5;)
local.get 2
i32.const 8
i32.add
local.get 4
i32.const 4
i32.add
i32.load
local.tee 13
local.get 4
i32.const 8
i32.add
i32.load
local.tee 11
call 14
block ;; label = @6
block ;; label = @7
local.get 2
i32.load offset=8
local.tee 12
i32.eqz
br_if 0 (;@7;)
local.get 3
local.get 2
i32.load offset=12
local.tee 11
i32.lt_u
br_if 3 (;@4;)
local.get 2
i32.load offset=20
local.set 13
local.get 2
i32.load offset=16
local.set 7
local.get 12
local.get 6
local.get 11
call 232
br_if 3 (;@4;)
local.get 7
local.get 13
local.get 6
local.get 11
i32.add
local.get 3
local.get 11
i32.sub
call 15
i32.eqz
br_if 3 (;@4;)
br 1 (;@6;)
end
local.get 11
local.get 3
i32.ne
br_if 2 (;@4;)
local.get 13
local.get 6
local.get 3
call 232
br_if 2 (;@4;)
end
local.get 0
i64.const 2
i64.store
br 4 (;@1;)
end
local.get 2
i32.const 2
i32.store offset=52
local.get 2
i32.const 2
i32.store offset=44
local.get 2
local.get 2
i32.const 4
i32.add
i32.store offset=48
local.get 2
local.get 2
i32.store offset=40
local.get 2
i32.const 16
i32.add
i32.const 65984
local.get 2
i32.const 40
i32.add
call 2
local.get 0
i64.const 0
i64.store
local.get 0
local.get 2
i64.load offset=8
i64.store offset=8
local.get 0
local.get 2
i64.load offset=16
i64.store offset=16
local.get 0
local.get 2
i32.load offset=24
i32.store offset=24
local.get 0
i32.const 1
i32.store8 offset=28
br 3 (;@1;)
end
local.get 4
i32.const 12
i32.add
local.set 4
local.get 10
i32.const -12
i32.add
local.set 10
br 0 (;@3;)
end
end
block ;; label = @2
i32.const 0
i32.load8_u offset=78088
br_if 0 (;@2;)
local.get 2
local.get 1
i64.load offset=4 align=4
i64.store offset=56 align=4
local.get 2
i32.const 1
i32.store offset=44
local.get 2
local.get 2
i32.const 56
i32.add
i32.store offset=40
local.get 2
i32.const 24
i32.add
i32.const 65937
local.get 2
i32.const 40
i32.add
call 2
local.get 2
i32.const 1
i32.store8 offset=36
local.get 2
i64.const 0
i64.store offset=8
local.get 0
local.get 2
i64.load offset=32
i64.store offset=24
local.get 0
local.get 2
i64.load offset=24
i64.store offset=16
local.get 0
local.get 2
i64.load offset=16
i64.store offset=8
local.get 0
i64.const 0
i64.store
br 1 (;@1;)
end
local.get 0
i64.const 2
i64.store
end
local.get 2
i32.const 64
i32.add
global.set 0
)
(func (;14;) (type 3) (param i32 i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 48
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 20
i32.add
i32.const 42
local.get 1
local.get 2
call 144
local.get 3
i32.const 8
i32.add
local.get 3
i32.const 20
i32.add
call 145
block ;; label = @1
block ;; label = @2
local.get 3
i32.load offset=8
i32.const 1
i32.ne
br_if 0 (;@2;)
local.get 3
i32.load offset=12
local.set 4
local.get 0
local.get 2
local.get 3
i32.load offset=16
local.tee 5
i32.sub
i32.store offset=12
local.get 0
local.get 1
local.get 5
i32.add
i32.store offset=8
local.get 0
local.get 4
i32.store offset=4
br 1 (;@1;)
end
i32.const 0
local.set 1
end
local.get 0
local.get 1
i32.store
local.get 3
i32.const 48
i32.add
global.set 0
)
(func (;15;) (type 7) (param i32 i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 112
i32.sub
local.tee 4
global.set 0
local.get 4
i32.const 20
i32.add
local.get 0
local.get 1
call 14
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 4
i32.load offset=20
local.tee 5
i32.eqz
br_if 0 (;@7;)
local.get 4
i32.load offset=32
local.set 6
local.get 4
i32.load offset=28
local.set 7
local.get 4
i32.const 48
i32.add
local.get 2
local.get 3
local.get 5
local.get 4
i32.load offset=24
local.tee 8
call 123
block ;; label = @8
local.get 4
i32.load offset=48
br_if 0 (;@8;)
local.get 4
i32.load8_u offset=60
local.set 9
local.get 4
i32.load offset=100
local.set 10
local.get 4
i32.load offset=96
local.set 11
local.get 4
i32.load offset=52
local.set 1
local.get 4
i32.load8_u offset=62
i32.const 1
i32.and
local.set 12
block ;; label = @9
block ;; label = @10
loop ;; label = @11
i32.const 0
local.set 5
local.get 12
br_if 2 (;@9;)
local.get 4
i32.const 8
i32.add
local.get 1
local.get 11
local.get 10
call 147
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
local.get 4
i32.load offset=8
local.tee 0
i32.eqz
br_if 0 (;@15;)
local.get 4
i32.load offset=12
i32.eqz
br_if 3 (;@12;)
block ;; label = @16
local.get 0
i32.load8_s
local.tee 5
i32.const -1
i32.le_s
br_if 0 (;@16;)
local.get 5
i32.const 255
i32.and
local.set 0
br 3 (;@13;)
end
local.get 0
i32.load8_u offset=1
i32.const 63
i32.and
local.set 13
local.get 5
i32.const 31
i32.and
local.set 14
block ;; label = @16
local.get 5
i32.const -33
i32.gt_u
br_if 0 (;@16;)
local.get 14
i32.const 6
i32.shl
local.get 13
i32.or
local.set 0
br 3 (;@13;)
end
local.get 13
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=2
i32.const 63
i32.and
i32.or
local.set 13
local.get 5
i32.const -16
i32.ge_u
br_if 1 (;@14;)
local.get 13
local.get 14
i32.const 12
i32.shl
i32.or
local.set 0
br 2 (;@13;)
end
local.get 11
local.get 10
local.get 1
local.get 10
i32.const 71780
call 124
unreachable
end
local.get 13
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=3
i32.const 63
i32.and
i32.or
local.get 14
i32.const 18
i32.shl
i32.const 1835008
i32.and
i32.or
local.set 0
end
local.get 9
i32.const 1
i32.and
br_if 2 (;@10;)
i32.const 1
local.set 9
i32.const 1
local.set 5
block ;; label = @13
local.get 0
i32.const 128
i32.lt_u
br_if 0 (;@13;)
i32.const 2
local.set 5
local.get 0
i32.const 2048
i32.lt_u
br_if 0 (;@13;)
i32.const 3
i32.const 4
local.get 0
i32.const 65536
i32.lt_u
select
local.set 5
end
local.get 5
local.get 1
i32.add
local.set 1
br 1 (;@11;)
end
end
local.get 9
i32.const 1
i32.and
i32.eqz
br_if 1 (;@9;)
end
local.get 4
local.get 1
i32.store offset=40
i32.const 1
local.set 5
end
local.get 4
local.get 5
i32.store offset=36
br 3 (;@5;)
end
local.get 4
i32.const 56
i32.add
local.set 1
local.get 4
i32.load offset=108
local.set 12
local.get 4
i32.load offset=104
local.set 9
local.get 4
i32.load offset=100
local.set 5
local.get 4
i32.load offset=96
local.set 0
local.get 4
i32.load offset=84
i32.const -1
i32.eq
br_if 1 (;@6;)
local.get 4
i32.const 36
i32.add
local.get 1
local.get 0
local.get 5
local.get 9
local.get 12
i32.const 0
call 148
br 2 (;@5;)
end
local.get 3
local.get 1
i32.lt_u
br_if 2 (;@4;)
local.get 0
local.get 2
local.get 3
local.get 1
i32.sub
i32.add
local.get 1
call 232
i32.eqz
local.set 1
br 4 (;@2;)
end
local.get 4
i32.const 36
i32.add
local.get 1
local.get 0
local.get 5
local.get 9
local.get 12
i32.const 1
call 148
end
local.get 4
i32.load offset=36
i32.const 1
i32.eq
br_if 1 (;@3;)
end
i32.const 0
local.set 1
br 1 (;@2;)
end
local.get 4
local.get 4
i32.load offset=40
local.get 8
i32.add
local.tee 0
local.get 2
local.get 3
call 147
local.get 4
i32.load
local.tee 1
i32.eqz
br_if 1 (;@1;)
local.get 7
local.get 6
local.get 1
local.get 4
i32.load offset=4
call 15
local.set 1
end
local.get 4
i32.const 112
i32.add
global.set 0
local.get 1
return
end
local.get 2
local.get 3
local.get 0
local.get 3
i32.const 71796
call 124
unreachable
)
(func (;16;) (type 1) (param i32 i32) (result i32)
local.get 1
local.get 0
i32.load
local.tee 0
i32.load offset=4
local.get 0
i32.load offset=8
call 113
)
(func (;17;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 72138
i32.const 9
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;18;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 68048
i32.const 5
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;19;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 67966
i32.const 10
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;20;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 67976
i32.const 16
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;21;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 72147
i32.const 8
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;22;) (type 8) (param i32)
block ;; label = @1
local.get 0
i32.load
i32.const -2147483648
i32.eq
br_if 0 (;@1;)
local.get 0
call 23
end
)
(func (;23;) (type 8) (param i32)
(local i32 i32 i32)
local.get 0
i32.load offset=8
local.set 1
local.get 0
i32.load offset=4
local.tee 2
local.set 3
block ;; label = @1
loop ;; label = @2
local.get 1
i32.eqz
br_if 1 (;@1;)
local.get 3
i32.load
local.get 3
i32.const 4
i32.add
i32.load
call 27
local.get 1
i32.const -1
i32.add
local.set 1
local.get 3
i32.const 12
i32.add
local.set 3
br 0 (;@2;)
end
end
local.get 0
i32.load
local.get 2
i32.const 4
i32.const 12
call 37
)
(func (;24;) (type 8) (param i32)
(local i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
i32.const 0
local.set 2
block ;; label = @1
block ;; label = @2
local.get 0
i32.load
local.tee 3
br_if 0 (;@2;)
i32.const 0
local.set 4
i32.const 0
local.set 0
br 1 (;@1;)
end
local.get 0
i32.load offset=4
local.set 5
local.get 0
i32.load offset=8
local.set 4
i32.const 1
local.set 0
end
local.get 0
local.set 6
block ;; label = @1
block ;; label = @2
loop ;; label = @3
block ;; label = @4
local.get 4
br_if 0 (;@4;)
local.get 6
i32.const 1
i32.ne
br_if 3 (;@1;)
block ;; label = @5
local.get 2
i32.eqz
br_if 0 (;@5;)
local.get 3
local.set 5
br 3 (;@2;)
end
loop ;; label = @5
block ;; label = @6
local.get 5
br_if 0 (;@6;)
i32.const 0
local.set 5
local.get 3
local.set 2
br 4 (;@2;)
end
local.get 5
i32.const -1
i32.add
local.set 5
local.get 3
i32.load offset=272
local.set 3
br 0 (;@5;)
end
end
block ;; label = @4
block ;; label = @5
local.get 0
i32.const 1
i32.and
i32.eqz
br_if 0 (;@5;)
block ;; label = @6
block ;; label = @7
local.get 2
i32.eqz
br_if 0 (;@7;)
local.get 5
local.set 0
local.get 3
local.set 5
local.get 2
local.set 3
br 1 (;@6;)
end
block ;; label = @7
loop ;; label = @8
local.get 5
i32.eqz
br_if 1 (;@7;)
local.get 5
i32.const -1
i32.add
local.set 5
local.get 3
i32.load offset=272
local.set 3
br 0 (;@8;)
end
end
i32.const 0
local.set 0
i32.const 1
local.set 6
i32.const 0
local.set 5
end
local.get 4
i32.const -1
i32.add
local.set 4
block ;; label = @6
block ;; label = @7
loop ;; label = @8
local.get 0
local.get 3
i32.load16_u offset=270
i32.lt_u
br_if 1 (;@7;)
local.get 1
i32.const 4
i32.add
local.get 3
local.get 5
call 25
local.get 1
i32.load offset=4
local.tee 3
i32.eqz
br_if 2 (;@6;)
local.get 1
i32.load offset=12
local.set 0
local.get 1
i32.load offset=8
local.set 5
br 0 (;@8;)
end
end
block ;; label = @7
local.get 5
br_if 0 (;@7;)
local.get 0
i32.const 1
i32.add
local.set 5
local.get 3
local.set 2
br 3 (;@4;)
end
local.get 3
local.get 0
i32.const 2
i32.shl
i32.add
i32.const 276
i32.add
local.set 7
loop ;; label = @7
local.get 7
i32.load
local.tee 2
i32.const 272
i32.add
local.set 7
local.get 5
i32.const -1
i32.add
local.tee 5
br_if 0 (;@7;)
end
i32.const 0
local.set 5
br 2 (;@4;)
end
i32.const 68368
call 26
unreachable
end
i32.const 68104
call 26
unreachable
end
local.get 3
local.get 0
i32.const 12
i32.mul
i32.add
local.tee 3
i32.load offset=4
local.get 3
i32.const 8
i32.add
i32.load
call 27
local.get 3
i32.const 136
i32.add
call 23
i32.const 1
local.set 0
i32.const 0
local.set 3
br 0 (;@3;)
end
end
loop ;; label = @2
local.get 1
i32.const 4
i32.add
local.get 2
local.get 5
call 25
local.get 1
i32.load offset=4
local.tee 2
i32.eqz
br_if 1 (;@1;)
local.get 1
i32.load offset=8
local.set 5
br 0 (;@2;)
end
end
local.get 1
i32.const 16
i32.add
global.set 0
)
(func (;25;) (type 3) (param i32 i32 i32)
(local i32)
block ;; label = @1
local.get 1
i32.load
local.tee 3
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
i32.load16_u offset=268
i32.store offset=8
local.get 0
local.get 2
i32.const 1
i32.add
i32.store offset=4
end
local.get 0
local.get 3
i32.store
local.get 1
i32.const 320
i32.const 272
local.get 2
select
i32.const 4
call 30
)
(func (;26;) (type 8) (param i32)
i32.const 70001
i32.const 43
local.get 0
call 46
unreachable
)
(func (;27;) (type 2) (param i32 i32)
local.get 0
local.get 1
i32.const 1
i32.const 1
call 37
)
(func (;28;) (type 8) (param i32)
block ;; label = @1
local.get 0
i32.load
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.const 4
i32.add
call 24
end
)
(func (;29;) (type 8) (param i32)
(local i32)
block ;; label = @1
local.get 0
i32.load
br_if 0 (;@1;)
local.get 0
i32.load offset=8
local.tee 1
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 1
i32.const 1
call 30
end
local.get 0
i32.const 20
i32.const 4
call 30
)
(func (;30;) (type 3) (param i32 i32 i32)
(local i32 i32)
block ;; label = @1
block ;; label = @2
local.get 0
i32.const -4
i32.add
i32.load
local.tee 3
i32.const -8
i32.and
local.tee 4
i32.const 4
i32.const 8
local.get 3
i32.const 3
i32.and
local.tee 3
select
local.get 1
i32.add
i32.lt_u
br_if 0 (;@2;)
block ;; label = @3
local.get 3
i32.eqz
br_if 0 (;@3;)
local.get 4
local.get 1
i32.const 39
i32.add
i32.gt_u
br_if 2 (;@1;)
end
local.get 0
call 134
return
end
i32.const 76920
i32.const 46
i32.const 76968
call 46
unreachable
end
i32.const 76984
i32.const 46
i32.const 77032
call 46
unreachable
)
(func (;31;) (type 8) (param i32)
block ;; label = @1
block ;; label = @2
local.get 0
i32.load
i32.const -2
i32.add
br_table 0 (;@2;) 1 (;@1;) 0 (;@2;) 1 (;@1;)
end
local.get 0
i32.load offset=8
local.get 0
i32.load offset=12
call 27
end
)
(func (;32;) (type 8) (param i32)
(local i32)
local.get 0
i32.load offset=4
local.tee 1
local.get 0
i32.load offset=8
call 33
local.get 0
i32.load
local.get 1
call 34
)
(func (;33;) (type 2) (param i32 i32)
block ;; label = @1
loop ;; label = @2
local.get 1
i32.eqz
br_if 1 (;@1;)
block ;; label = @3
local.get 0
i32.load
i32.const -1
i32.add
i32.const 1
i32.gt_u
br_if 0 (;@3;)
local.get 0
i32.const 4
i32.add
i32.load
local.get 0
i32.const 8
i32.add
i32.load
call 27
end
local.get 1
i32.const -1
i32.add
local.set 1
local.get 0
i32.const 16
i32.add
local.set 0
br 0 (;@2;)
end
end
)
(func (;34;) (type 2) (param i32 i32)
local.get 0
local.get 1
i32.const 4
i32.const 16
call 37
)
(func (;35;) (type 8) (param i32)
local.get 0
call 23
local.get 0
i32.const 12
i32.add
call 24
)
(func (;36;) (type 2) (param i32 i32)
block ;; label = @1
local.get 0
i32.const -2147483648
i32.eq
br_if 0 (;@1;)
local.get 0
local.get 1
call 27
end
)
(func (;37;) (type 9) (param i32 i32 i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
block ;; label = @1
block ;; label = @2
local.get 0
br_if 0 (;@2;)
i32.const 0
local.set 0
local.get 4
i32.const 12
i32.add
local.set 3
br 1 (;@1;)
end
local.get 4
local.get 2
i32.store offset=12
local.get 0
local.get 3
i32.mul
local.set 0
local.get 4
i32.const 8
i32.add
local.set 3
end
local.get 3
local.get 0
i32.store
block ;; label = @1
local.get 4
i32.load offset=12
local.tee 0
i32.eqz
br_if 0 (;@1;)
local.get 4
i32.load offset=8
local.tee 3
i32.eqz
br_if 0 (;@1;)
local.get 1
local.get 3
local.get 0
call 30
end
local.get 4
i32.const 16
i32.add
global.set 0
)
(func (;38;) (type 8) (param i32)
(local i32 i32 i32)
local.get 0
i32.load
local.get 0
i32.load offset=4
call 27
local.get 0
i32.load offset=12
local.get 0
i32.load offset=16
call 27
local.get 0
i32.load offset=24
local.get 0
i32.load offset=28
call 27
local.get 0
i32.load offset=36
local.get 0
i32.load offset=40
call 27
local.get 0
i32.load offset=56
local.set 1
local.get 0
i32.load offset=52
local.tee 2
local.set 3
block ;; label = @1
loop ;; label = @2
local.get 1
i32.eqz
br_if 1 (;@1;)
local.get 3
call 39
local.get 3
i32.const 12
i32.add
call 39
local.get 1
i32.const -1
i32.add
local.set 1
local.get 3
i32.const 24
i32.add
local.set 3
br 0 (;@2;)
end
end
local.get 0
i32.load offset=48
local.get 2
i32.const 4
i32.const 24
call 37
local.get 0
i32.load offset=60
local.get 0
i32.load offset=64
call 27
)
(func (;39;) (type 8) (param i32)
local.get 0
i32.load
local.get 0
i32.load offset=4
call 27
)
(func (;40;) (type 8) (param i32)
block ;; label = @1
local.get 0
i32.load
i32.const -2147483648
i32.eq
br_if 0 (;@1;)
local.get 0
call 35
end
)
(func (;41;) (type 6) (param i32) (result i32)
block ;; label = @1
local.get 0
i32.eqz
br_if 0 (;@1;)
local.get 0
return
end
call 42
unreachable
)
(func (;42;) (type 4)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 0
global.set 0
local.get 0
i32.const 33
i32.store offset=4
local.get 0
i32.const 68053
i32.store
local.get 0
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.get 0
i64.extend_i32_u
i64.or
i64.store offset=8
i32.const 66321
local.get 0
i32.const 8
i32.add
i32.const 67924
call 96
unreachable
)
(func (;43;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32)
local.get 1
i32.const 272
i32.add
local.set 3
local.get 1
i32.load16_u offset=270
local.set 4
i32.const 0
local.set 5
i32.const 0
local.set 6
block ;; label = @1
loop ;; label = @2
local.get 6
i32.const 1
i32.and
br_if 1 (;@1;)
local.get 5
local.get 4
i32.gt_u
br_if 1 (;@1;)
local.get 3
local.get 5
i32.const 2
i32.shl
i32.add
i32.load
local.tee 6
local.get 5
i32.store16 offset=268
local.get 6
local.get 1
i32.store
local.get 5
local.get 4
i32.ge_u
local.set 6
local.get 5
local.get 5
local.get 4
i32.lt_u
i32.add
local.set 5
br 0 (;@2;)
end
end
local.get 0
local.get 2
i32.store offset=4
local.get 0
local.get 1
i32.store
)
(func (;44;) (type 9) (param i32 i32 i32 i32)
(local i32)
block ;; label = @1
local.get 1
local.get 2
i32.const 1
i32.add
local.tee 4
i32.le_u
br_if 0 (;@1;)
local.get 1
local.get 2
i32.const -1
i32.xor
i32.add
i32.const 12
i32.mul
local.tee 1
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 4
i32.const 12
i32.mul
i32.add
local.get 0
local.get 2
i32.const 12
i32.mul
i32.add
local.get 1
memory.copy
end
local.get 0
local.get 2
i32.const 12
i32.mul
i32.add
local.tee 2
local.get 3
i32.load offset=8
i32.store offset=8
local.get 2
local.get 3
i64.load align=4
i64.store align=4
)
(func (;45;) (type 9) (param i32 i32 i32 i32)
block ;; label = @1
local.get 1
local.get 3
i32.ne
br_if 0 (;@1;)
block ;; label = @2
local.get 1
i32.const 12
i32.mul
local.tee 1
i32.eqz
br_if 0 (;@2;)
local.get 2
local.get 0
local.get 1
memory.copy
end
return
end
i32.const 76080
i32.const 40
i32.const 76120
call 46
unreachable
)
(func (;46;) (type 3) (param i32 i32 i32)
local.get 0
local.get 1
i32.const 1
i32.shl
i32.const 1
i32.or
local.get 2
call 96
unreachable
)
(func (;47;) (type 9) (param i32 i32 i32 i32)
(local i32 i32 i32)
local.get 1
i32.load
local.tee 4
i32.const 4
i32.add
local.get 4
i32.load16_u offset=270
i32.const 1
i32.add
local.tee 5
local.get 1
i32.load offset=8
local.tee 6
local.get 2
call 44
local.get 4
i32.const 136
i32.add
local.get 5
local.get 6
local.get 3
call 44
local.get 4
local.get 5
i32.store16 offset=270
local.get 0
local.get 6
i32.store offset=8
local.get 0
local.get 4
i32.store
local.get 0
local.get 1
i32.load offset=4
i32.store offset=4
)
(func (;48;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32 i32 i32)
local.get 0
i32.const 4
i32.add
local.get 0
i32.load16_u offset=270
local.tee 5
i32.const 1
i32.add
local.tee 6
local.get 1
local.get 2
call 44
local.get 0
i32.const 136
i32.add
local.get 6
local.get 1
local.get 3
call 44
local.get 1
i32.const 1
i32.add
local.set 2
local.get 0
i32.const 272
i32.add
local.set 7
block ;; label = @1
local.get 5
i32.const 2
i32.add
local.tee 3
local.get 1
i32.const 2
i32.add
local.tee 8
i32.le_u
br_if 0 (;@1;)
local.get 5
local.get 1
i32.sub
i32.const 2
i32.shl
local.tee 5
i32.eqz
br_if 0 (;@1;)
local.get 7
local.get 8
i32.const 2
i32.shl
i32.add
local.get 7
local.get 2
i32.const 2
i32.shl
i32.add
local.get 5
memory.copy
end
local.get 7
local.get 2
i32.const 2
i32.shl
i32.add
local.get 4
i32.store
local.get 0
local.get 6
i32.store16 offset=270
local.get 3
local.get 2
local.get 3
local.get 2
i32.gt_u
select
local.set 3
local.get 1
i32.const 2
i32.shl
local.get 0
i32.add
i32.const 276
i32.add
local.set 1
block ;; label = @1
loop ;; label = @2
local.get 3
local.get 2
i32.eq
br_if 1 (;@1;)
local.get 1
i32.load
local.tee 6
local.get 2
i32.store16 offset=268
local.get 6
local.get 0
i32.store
local.get 1
i32.const 4
i32.add
local.set 1
local.get 2
i32.const 1
i32.add
local.set 2
br 0 (;@2;)
end
end
)
(func (;49;) (type 2) (param i32 i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 1
i32.const 4
i32.const 24
call 50
local.get 2
i64.load offset=8
local.set 3
local.get 0
i32.const 0
i32.store offset=8
local.get 0
local.get 3
i64.store align=4
local.get 2
i32.const 16
i32.add
global.set 0
)
(func (;50;) (type 9) (param i32 i32 i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
local.get 4
i32.const 4
i32.add
local.get 1
local.get 2
local.get 3
call 58
local.get 4
i32.load offset=8
local.set 3
block ;; label = @1
local.get 4
i32.load offset=4
i32.const 1
i32.ne
br_if 0 (;@1;)
local.get 3
local.get 4
i32.load offset=12
call 57
unreachable
end
local.get 0
local.get 4
i32.load offset=12
i32.store offset=4
local.get 0
local.get 3
i32.store
local.get 4
i32.const 16
i32.add
global.set 0
)
(func (;51;) (type 2) (param i32 i32)
(local i32)
block ;; label = @1
local.get 0
i32.load offset=8
local.tee 2
local.get 0
i32.load
i32.ne
br_if 0 (;@1;)
local.get 0
call 52
end
local.get 0
local.get 2
i32.const 1
i32.add
i32.store offset=8
local.get 0
i32.load offset=4
local.get 2
i32.const 24
i32.mul
i32.add
local.tee 0
local.get 1
i64.load align=4
i64.store align=4
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load offset=16 align=4
i64.store offset=16 align=4
)
(func (;52;) (type 8) (param i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 8
i32.add
local.get 0
local.get 0
i32.load
i32.const 24
call 56
block ;; label = @1
local.get 1
i32.load offset=8
local.tee 0
i32.const -2147483647
i32.eq
br_if 0 (;@1;)
local.get 0
local.get 1
i32.load offset=12
call 57
unreachable
end
local.get 1
i32.const 16
i32.add
global.set 0
)
(func (;53;) (type 5) (result i32)
(local i32)
block ;; label = @1
i32.const 320
call 6
local.tee 0
br_if 0 (;@1;)
i32.const 4
i32.const 320
call 7
unreachable
end
local.get 0
)
(func (;54;) (type 5) (result i32)
(local i32)
block ;; label = @1
i32.const 272
call 6
local.tee 0
br_if 0 (;@1;)
i32.const 4
i32.const 272
call 7
unreachable
end
local.get 0
)
(func (;55;) (type 8) (param i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 8
i32.add
local.get 0
local.get 0
i32.load
i32.const 12
call 56
block ;; label = @1
local.get 1
i32.load offset=8
local.tee 0
i32.const -2147483647
i32.eq
br_if 0 (;@1;)
local.get 0
local.get 1
i32.load offset=12
call 57
unreachable
end
local.get 1
i32.const 16
i32.add
global.set 0
)
(func (;56;) (type 9) (param i32 i32 i32 i32)
(local i32 i32 i32 i32 i32 i64)
global.get 0
i32.const 32
i32.sub
local.tee 4
global.set 0
i32.const 0
local.set 5
local.get 4
i32.const 20
i32.add
local.set 6
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i64.extend_i32_u
local.get 2
i32.const 1
i32.add
local.tee 2
local.get 1
i32.load
local.tee 7
i32.const 1
i32.shl
local.tee 8
local.get 2
local.get 8
i32.gt_u
select
local.tee 2
i32.const 4
local.get 2
i32.const 4
i32.gt_u
select
local.tee 8
i64.extend_i32_u
i64.mul
local.tee 9
i64.const 32
i64.shr_u
i32.wrap_i64
br_if 0 (;@3;)
local.get 9
i32.wrap_i64
local.tee 2
i32.const 2147483644
i32.gt_u
br_if 0 (;@3;)
block ;; label = @4
block ;; label = @5
local.get 7
br_if 0 (;@5;)
i32.const 0
local.set 3
local.get 4
i32.const 28
i32.add
local.set 5
br 1 (;@4;)
end
local.get 1
i32.load offset=4
local.set 6
local.get 4
i32.const 4
i32.store offset=28
local.get 7
local.get 3
i32.mul
local.set 3
local.get 4
i32.const 24
i32.add
local.set 5
end
local.get 5
local.get 3
i32.store
block ;; label = @4
block ;; label = @5
local.get 4
i32.load offset=28
i32.eqz
br_if 0 (;@5;)
block ;; label = @6
local.get 4
i32.load offset=24
local.tee 3
br_if 0 (;@6;)
local.get 4
i32.const 8
i32.add
i32.const 4
local.get 2
call 156
local.get 4
i32.load offset=8
local.set 3
br 2 (;@4;)
end
local.get 6
local.get 3
i32.const 4
local.get 2
call 102
local.set 3
br 1 (;@4;)
end
local.get 4
i32.const 4
local.get 2
call 156
local.get 4
i32.load
local.set 3
end
local.get 3
br_if 1 (;@2;)
local.get 4
i32.const 4
i32.store offset=20
local.get 4
i32.const 16
i32.add
local.set 6
local.get 2
local.set 5
end
local.get 6
local.get 5
i32.store
local.get 4
i32.load offset=16
local.set 1
local.get 4
i32.load offset=20
local.set 3
br 1 (;@1;)
end
local.get 1
local.get 8
i32.store
local.get 1
local.get 3
i32.store offset=4
i32.const -2147483647
local.set 3
end
local.get 0
local.get 1
i32.store offset=4
local.get 0
local.get 3
i32.store
local.get 4
i32.const 32
i32.add
global.set 0
)
(func (;57;) (type 2) (param i32 i32)
block ;; label = @1
local.get 0
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
call 7
unreachable
end
call 99
unreachable
)
(func (;58;) (type 9) (param i32 i32 i32 i32)
(local i32 i64 i32)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 3
i64.extend_i32_u
local.get 1
i64.extend_i32_u
i64.mul
local.tee 5
i64.const 32
i64.shr_u
i32.wrap_i64
br_if 0 (;@4;)
local.get 5
i32.wrap_i64
local.tee 3
i32.const -2147483648
local.get 2
i32.sub
i32.gt_u
br_if 0 (;@4;)
local.get 3
br_if 1 (;@3;)
local.get 0
local.get 2
i32.store offset=8
i32.const 0
local.set 2
local.get 0
i32.const 0
i32.store offset=4
br 3 (;@1;)
end
local.get 0
i32.const 0
i32.store offset=4
br 1 (;@2;)
end
local.get 4
i32.const 8
i32.add
local.get 2
local.get 3
call 156
block ;; label = @3
local.get 4
i32.load offset=8
local.tee 6
i32.eqz
br_if 0 (;@3;)
local.get 0
local.get 6
i32.store offset=8
local.get 0
local.get 1
i32.store offset=4
i32.const 0
local.set 2
br 2 (;@1;)
end
local.get 0
local.get 3
i32.store offset=8
local.get 0
local.get 2
i32.store offset=4
end
i32.const 1
local.set 2
end
local.get 0
local.get 2
i32.store
local.get 4
i32.const 16
i32.add
global.set 0
)
(func (;59;) (type 2) (param i32 i32)
(local i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
local.get 1
i32.load
br_table 0 (;@9;) 1 (;@8;) 2 (;@7;) 3 (;@6;) 4 (;@5;) 5 (;@4;) 6 (;@3;) 7 (;@2;) 8 (;@1;) 0 (;@9;)
end
local.get 0
i32.const 0
i32.store
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
return
end
local.get 1
i32.load offset=4
local.set 2
local.get 0
i32.const 8
i32.add
local.get 1
i32.load offset=12
local.get 1
i32.load offset=16
call 60
local.get 0
i32.const 2
i32.store
local.get 0
local.get 2
i32.store offset=4
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
return
end
local.get 1
i32.load offset=4
local.set 2
local.get 0
i32.const 8
i32.add
local.get 1
i32.load offset=12
local.get 1
i32.load offset=16
call 60
local.get 0
i32.const 4
i32.store
local.get 0
local.get 2
i32.store offset=4
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
return
end
local.get 0
local.get 1
i32.load offset=16
i32.store offset=16
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
local.get 0
local.get 1
i64.load align=4
i64.store align=4
)
(func (;60;) (type 3) (param i32 i32 i32)
(local i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
br_if 0 (;@3;)
i32.const 1
local.set 3
br 1 (;@2;)
end
local.get 2
call 6
local.tee 3
i32.eqz
br_if 1 (;@1;)
local.get 2
i32.eqz
br_if 0 (;@2;)
local.get 3
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 2
i32.store offset=8
local.get 0
local.get 3
i32.store offset=4
local.get 0
local.get 2
i32.store
return
end
i32.const 1
local.get 2
call 57
unreachable
)
(func (;61;) (type 2) (param i32 i32)
(local i32 i32 i32 i64 i32)
global.get 0
i32.const 48
i32.sub
local.tee 2
global.set 0
local.get 1
i32.load
local.set 3
local.get 1
i32.const -2147483648
i32.store
local.get 1
i32.load offset=20
local.set 4
local.get 1
i64.load offset=4 align=4
local.set 5
local.get 2
local.get 1
i32.load offset=24
local.tee 6
i32.store offset=44
local.get 2
local.get 5
i64.store offset=36 align=4
local.get 2
local.get 3
i32.store offset=32
local.get 2
local.get 4
i32.store offset=28
local.get 2
i32.const 8
i32.const 2
local.get 3
i32.const -2147483648
i32.eq
select
i32.store offset=24
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
i32.load offset=12
local.tee 3
call 62
local.tee 1
i32.eqz
br_if 0 (;@4;)
local.get 2
i32.const 24
i32.add
call 31
br 1 (;@3;)
end
local.get 2
i32.const 12
i32.add
local.get 2
i32.const 24
i32.add
local.get 3
call 63
local.get 2
i32.load offset=12
i32.const -2147483648
i32.ne
br_if 1 (;@2;)
local.get 2
i32.load offset=16
local.set 1
end
local.get 6
local.get 4
call 64
local.get 0
i32.const -2147483648
i32.store
local.get 0
local.get 1
i32.store offset=4
br 1 (;@1;)
end
local.get 0
local.get 2
i32.load offset=20
i32.store offset=8
local.get 0
local.get 2
i64.load offset=12 align=4
i64.store align=4
end
local.get 2
i32.const 48
i32.add
global.set 0
)
(func (;62;) (type 6) (param i32) (result i32)
(local i32)
global.get 0
i32.const 32
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 12
i32.add
local.get 0
call 66
block ;; label = @1
block ;; label = @2
local.get 1
i32.load8_u offset=12
i32.const 1
i32.ne
br_if 0 (;@2;)
local.get 1
i32.load offset=16
local.set 0
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@2;)
block ;; label = @3
local.get 1
i32.load8_u offset=14
i32.const 58
i32.ne
br_if 0 (;@3;)
local.get 0
local.get 0
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
i32.const 0
local.set 0
br 2 (;@1;)
end
local.get 1
i32.const 6
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
br 1 (;@1;)
end
local.get 1
i32.const 3
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
end
local.get 1
i32.const 32
i32.add
global.set 0
local.get 0
)
(func (;63;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 176
i32.sub
local.tee 3
global.set 0
local.get 1
i32.load offset=20
local.set 4
local.get 3
i32.const 20
i32.add
local.get 1
call 59
local.get 3
local.get 4
i32.store offset=44
local.get 3
local.get 3
i32.const 20
i32.add
i32.store offset=40
local.get 3
i32.const 124
i32.add
local.get 2
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i32.load8_u offset=124
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 3
i32.load offset=128
local.set 5
br 1 (;@2;)
end
block ;; label = @3
local.get 3
i32.load8_u offset=125
i32.const 1
i32.ne
br_if 0 (;@3;)
block ;; label = @4
local.get 3
i32.load8_u offset=126
i32.const 91
i32.ne
br_if 0 (;@4;)
local.get 2
local.get 2
i32.load8_u offset=24
i32.const -1
i32.add
local.tee 6
i32.store8 offset=24
block ;; label = @5
local.get 6
i32.const 255
i32.and
br_if 0 (;@5;)
local.get 3
i32.const 24
i32.store offset=80
local.get 2
local.get 3
i32.const 80
i32.add
call 67
local.set 5
br 3 (;@2;)
end
local.get 2
local.get 2
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 3
i32.const 1
i32.store8 offset=64
local.get 3
local.get 2
i32.store offset=60
local.get 3
local.get 4
i32.store offset=56
local.get 3
local.get 3
i32.const 20
i32.add
i32.store offset=52
local.get 3
i32.const 8
i32.add
i32.const 0
i32.const 4
i32.const 12
call 50
local.get 3
local.get 3
i32.load offset=12
local.tee 5
i32.store offset=72
local.get 3
local.get 3
i32.load offset=8
i32.store offset=68
local.get 3
i32.const 48
i32.add
i32.const 12
i32.add
local.set 7
local.get 3
i32.const 20
i32.add
local.set 8
i32.const 8
local.set 9
local.get 4
local.set 6
i32.const 0
local.set 10
i32.const 0
local.set 11
block ;; label = @5
block ;; label = @6
loop ;; label = @7
local.get 3
local.get 11
i32.store offset=76
local.get 3
local.get 10
i32.const 1
i32.add
i32.store offset=48
local.get 3
local.get 6
i32.store offset=100
local.get 3
local.get 8
i32.store offset=88
local.get 3
local.get 10
i32.store offset=84
local.get 3
i32.const 1
i32.store offset=80
local.get 3
i32.const 124
i32.add
local.get 7
call 75
block ;; label = @8
block ;; label = @9
block ;; label = @10
local.get 3
i32.load8_u offset=124
i32.const 1
i32.ne
br_if 0 (;@10;)
local.get 3
i32.load offset=128
local.set 5
local.get 3
i32.const 80
i32.add
call 31
br 1 (;@9;)
end
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
local.get 3
i32.load8_u offset=125
i32.const 1
i32.ne
br_if 0 (;@14;)
local.get 3
local.get 3
i32.load offset=96
i32.store offset=120
local.get 3
local.get 3
i64.load offset=88 align=4
i64.store offset=112
local.get 3
local.get 3
i64.load offset=80 align=4
i64.store offset=104
local.get 3
i32.load offset=60
local.set 10
local.get 3
i32.const 124
i32.add
local.get 3
i32.const 80
i32.add
call 59
local.get 3
local.get 6
i32.store offset=148
local.get 3
local.get 3
i32.const 124
i32.add
i32.store offset=144
local.get 3
i32.const 152
i32.add
local.get 10
call 66
block ;; label = @15
local.get 3
i32.load8_u offset=152
i32.const 1
i32.ne
br_if 0 (;@15;)
local.get 3
i32.load offset=156
local.set 12
br 4 (;@11;)
end
local.get 3
i32.load8_u offset=153
i32.const 1
i32.ne
br_if 1 (;@13;)
local.get 3
i32.load8_u offset=154
i32.const 34
i32.ne
br_if 2 (;@12;)
local.get 10
i32.const 0
i32.store offset=8
local.get 10
local.get 10
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 3
i32.const 152
i32.add
local.get 10
i32.const 12
i32.add
local.get 10
call 69
local.get 3
i32.load offset=156
local.set 12
local.get 3
i32.load offset=152
local.tee 13
i32.const 2
i32.eq
br_if 3 (;@11;)
local.get 3
i32.load offset=160
local.set 14
block ;; label = @15
block ;; label = @16
block ;; label = @17
local.get 13
i32.const 1
i32.ne
br_if 0 (;@17;)
local.get 3
i32.const 164
i32.add
local.get 12
local.get 14
call 70
local.get 3
i32.load offset=168
local.set 12
local.get 3
i32.load offset=164
local.tee 13
i32.const -2147483648
i32.ne
br_if 1 (;@16;)
local.get 6
local.get 3
i32.const 124
i32.add
call 64
br 2 (;@15;)
end
local.get 3
i32.const 164
i32.add
local.get 12
local.get 14
call 70
local.get 3
i32.load offset=168
local.set 12
local.get 3
i32.load offset=164
local.tee 13
i32.const -2147483648
i32.ne
br_if 0 (;@16;)
local.get 6
local.get 3
i32.const 124
i32.add
call 64
br 1 (;@15;)
end
local.get 3
i32.load offset=172
local.set 14
end
local.get 13
i32.const -2147483648
i32.ne
br_if 4 (;@10;)
local.get 12
local.get 10
call 72
local.set 12
br 3 (;@11;)
end
local.get 3
i32.const 80
i32.add
call 31
local.get 3
i32.load offset=68
local.tee 6
i32.const -2147483648
i32.ne
br_if 8 (;@5;)
br 7 (;@6;)
end
local.get 3
i32.const 5
i32.store offset=164
local.get 10
local.get 3
i32.const 164
i32.add
call 67
local.set 12
br 1 (;@11;)
end
local.get 10
local.get 3
i32.const 144
i32.add
i32.const 68904
call 74
local.get 10
call 72
local.set 12
end
local.get 6
local.get 3
i32.const 124
i32.add
call 64
i32.const -2147483648
local.set 13
end
local.get 3
i32.const 124
i32.add
call 31
block ;; label = @10
local.get 13
i32.const -2147483648
i32.ne
local.tee 10
br_if 0 (;@10;)
local.get 6
local.get 3
i32.const 104
i32.add
call 64
end
local.get 3
i32.const 104
i32.add
call 31
local.get 10
br_if 1 (;@8;)
local.get 12
local.set 5
end
local.get 6
local.get 8
call 64
local.get 3
i32.const 68
i32.add
call 23
br 2 (;@6;)
end
block ;; label = @8
local.get 11
local.get 3
i32.load offset=68
i32.ne
br_if 0 (;@8;)
local.get 3
i32.const 68
i32.add
call 55
local.get 3
i32.load offset=72
local.set 5
end
local.get 5
local.get 9
i32.add
local.tee 6
local.get 14
i32.store
local.get 6
i32.const -4
i32.add
local.get 12
i32.store
local.get 6
i32.const -8
i32.add
local.get 13
i32.store
local.get 9
i32.const 12
i32.add
local.set 9
local.get 11
i32.const 1
i32.add
local.set 11
local.get 3
i32.load offset=56
local.set 6
local.get 3
i32.load offset=48
local.set 10
local.get 3
i32.load offset=52
local.set 8
br 0 (;@7;)
end
end
local.get 4
local.get 3
i32.const 20
i32.add
call 64
i32.const -2147483648
local.set 6
end
local.get 2
local.get 2
i32.load8_u offset=24
i32.const 1
i32.add
i32.store8 offset=24
local.get 3
local.get 2
call 76
local.tee 10
i32.store offset=92
local.get 3
local.get 11
i32.store offset=88
local.get 3
local.get 5
i32.store offset=84
local.get 3
local.get 6
i32.store offset=80
block ;; label = @5
block ;; label = @6
local.get 6
i32.const -2147483648
i32.eq
br_if 0 (;@6;)
local.get 10
i32.eqz
br_if 5 (;@1;)
local.get 3
i32.const 80
i32.add
call 23
br 1 (;@5;)
end
block ;; label = @6
local.get 10
i32.eqz
br_if 0 (;@6;)
local.get 10
call 29
end
local.get 5
local.set 10
end
local.get 10
local.get 2
call 72
local.set 5
br 2 (;@2;)
end
local.get 2
local.get 3
i32.const 40
i32.add
i32.const 68888
call 74
local.get 2
call 72
local.set 5
br 1 (;@2;)
end
local.get 3
i32.const 5
i32.store offset=80
local.get 2
local.get 3
i32.const 80
i32.add
call 67
local.set 5
end
local.get 4
local.get 3
i32.const 20
i32.add
call 64
i32.const -2147483648
local.set 6
end
local.get 3
i32.const 20
i32.add
call 31
block ;; label = @1
block ;; label = @2
local.get 6
i32.const -2147483648
i32.ne
br_if 0 (;@2;)
local.get 4
local.get 1
call 64
br 1 (;@1;)
end
local.get 0
local.get 11
i32.store offset=8
end
local.get 0
local.get 6
i32.store
local.get 0
local.get 5
i32.store offset=4
local.get 1
call 31
local.get 3
i32.const 176
i32.add
global.set 0
)
(func (;64;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 48
i32.sub
local.tee 2
global.set 0
local.get 0
i32.load
local.set 3
local.get 0
i32.const -2147483648
i32.store
block ;; label = @1
block ;; label = @2
local.get 3
i32.const -2147483648
i32.eq
br_if 0 (;@2;)
local.get 0
local.get 0
i64.load offset=4 align=4
i64.store offset=4 align=4
local.get 0
local.get 3
i32.store
br 1 (;@1;)
end
local.get 2
i32.const 0
i32.store offset=28
local.get 2
i64.const 17179869184
i64.store offset=20 align=4
local.get 2
i32.const 32
i32.add
i32.const 4
i32.add
local.set 4
loop ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
local.get 1
i32.load
br_table 0 (;@12;) 1 (;@11;) 2 (;@10;) 3 (;@9;) 4 (;@8;) 6 (;@6;) 6 (;@6;) 6 (;@6;) 5 (;@7;) 0 (;@12;)
end
local.get 2
i32.const 32
i32.add
local.get 2
i32.load offset=24
local.tee 1
local.get 2
i32.load offset=28
local.tee 3
i32.const 1
i32.shr_u
local.tee 5
local.get 5
i32.const 76744
call 201
local.get 2
i32.load offset=36
local.set 6
local.get 2
i32.load offset=32
local.set 7
local.get 2
i32.const 32
i32.add
local.get 1
local.get 3
i32.const 4
i32.shl
i32.add
local.get 5
i32.const 4
i32.shl
local.tee 1
i32.sub
local.get 5
local.get 5
i32.const 76760
call 201
local.get 1
local.get 2
i32.load offset=32
i32.add
i32.const -16
i32.add
local.set 8
i32.const 0
local.set 9
local.get 5
i32.const -1
i32.add
local.get 2
i32.load offset=36
local.tee 10
i32.lt_u
local.set 11
loop ;; label = @12
local.get 9
local.get 5
i32.eq
br_if 7 (;@5;)
local.get 9
local.get 6
i32.eq
br_if 8 (;@4;)
block ;; label = @13
local.get 11
i32.eqz
br_if 0 (;@13;)
i32.const 0
local.set 1
block ;; label = @14
loop ;; label = @15
local.get 1
i32.const 16
i32.eq
br_if 1 (;@14;)
local.get 7
local.get 1
i32.add
local.tee 3
i32.load
local.set 4
local.get 3
local.get 8
local.get 1
i32.add
local.tee 12
i32.load
i32.store
local.get 12
local.get 4
i32.store
local.get 1
i32.const 4
i32.add
local.set 1
br 0 (;@15;)
end
end
local.get 8
i32.const -16
i32.add
local.set 8
local.get 7
i32.const 16
i32.add
local.set 7
local.get 9
i32.const 1
i32.add
local.set 9
br 1 (;@12;)
end
end
local.get 5
local.get 9
i32.const -1
i32.xor
i32.add
local.get 10
i32.const 76792
call 122
unreachable
end
local.get 2
i32.const 0
i32.store offset=32
local.get 2
local.get 1
i32.load offset=4
i32.store offset=36
local.get 1
i32.const 8
i32.add
local.set 1
local.get 2
i32.const 20
i32.add
local.get 2
i32.const 32
i32.add
call 202
br 7 (;@3;)
end
local.get 4
local.get 1
i32.const 12
i32.add
i32.load
local.get 1
i32.const 16
i32.add
i32.load
call 60
local.get 2
i32.const 1
i32.store offset=32
local.get 1
i32.const 4
i32.add
local.set 1
local.get 2
i32.const 20
i32.add
local.get 2
i32.const 32
i32.add
call 202
br 6 (;@3;)
end
i32.const 0
local.set 7
block ;; label = @9
block ;; label = @10
block ;; label = @11
local.get 1
i32.load offset=12
local.tee 3
i32.const 0
i32.lt_s
br_if 0 (;@11;)
block ;; label = @12
local.get 3
br_if 0 (;@12;)
i32.const 1
local.set 12
i32.const 0
local.set 7
br 3 (;@9;)
end
local.get 1
i32.load offset=8
local.set 8
i32.const 1
local.set 7
local.get 2
i32.const 8
i32.add
i32.const 1
local.get 3
call 156
local.get 2
i32.load offset=8
local.tee 12
br_if 1 (;@10;)
local.get 3
local.set 12
end
local.get 7
local.get 12
call 57
unreachable
end
block ;; label = @10
local.get 3
i32.eqz
br_if 0 (;@10;)
local.get 12
local.get 8
local.get 3
memory.copy
end
local.get 3
local.set 7
end
local.get 1
i32.const 4
i32.add
local.set 1
local.get 2
local.get 3
i32.store offset=44
local.get 2
local.get 12
i32.store offset=40
local.get 2
local.get 7
i32.store offset=36
local.get 2
i32.const 1
i32.store offset=32
local.get 2
i32.const 20
i32.add
local.get 2
i32.const 32
i32.add
call 202
br 5 (;@3;)
end
local.get 4
local.get 1
i32.const 12
i32.add
i32.load
local.get 1
i32.const 16
i32.add
i32.load
call 60
local.get 2
i32.const 2
i32.store offset=32
local.get 1
i32.const 4
i32.add
local.set 1
local.get 2
i32.const 20
i32.add
local.get 2
i32.const 32
i32.add
call 202
br 4 (;@3;)
end
local.get 2
i32.const 3
i32.store offset=32
local.get 1
i32.const 4
i32.add
local.set 1
local.get 2
i32.const 20
i32.add
local.get 2
i32.const 32
i32.add
call 202
br 3 (;@3;)
end
local.get 1
i32.const 4
i32.add
local.set 1
br 2 (;@3;)
end
local.get 2
i32.load offset=20
local.set 3
local.get 0
i32.load offset=8
local.set 12
local.get 0
i32.load offset=4
local.set 4
local.get 0
local.get 2
i64.load offset=24 align=4
i64.store offset=4 align=4
local.get 0
i32.load
local.set 1
local.get 0
local.get 3
i32.store
local.get 1
i32.const -2147483648
i32.eq
br_if 3 (;@1;)
local.get 4
local.get 12
call 33
local.get 1
local.get 4
call 34
br 3 (;@1;)
end
local.get 6
local.get 6
i32.const 76776
call 122
unreachable
end
local.get 1
i32.load
local.set 1
br 0 (;@2;)
end
end
local.get 2
i32.const 48
i32.add
global.set 0
)
(func (;65;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32)
global.get 0
i32.const 224
i32.sub
local.tee 3
global.set 0
local.get 1
i32.load offset=20
local.set 4
local.get 3
i32.const 28
i32.add
local.get 1
call 59
local.get 3
local.get 4
i32.store offset=52
local.get 3
local.get 3
i32.const 28
i32.add
i32.store offset=48
local.get 3
i32.const 56
i32.add
local.get 2
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i32.load8_u offset=56
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 3
i32.load offset=60
local.set 5
br 1 (;@2;)
end
block ;; label = @3
local.get 3
i32.load8_u offset=57
i32.const 1
i32.ne
br_if 0 (;@3;)
block ;; label = @4
local.get 3
i32.load8_u offset=58
i32.const 123
i32.ne
br_if 0 (;@4;)
local.get 2
local.get 2
i32.load8_u offset=24
i32.const -1
i32.add
local.tee 5
i32.store8 offset=24
block ;; label = @5
local.get 5
i32.const 255
i32.and
br_if 0 (;@5;)
local.get 3
i32.const 24
i32.store offset=108
local.get 2
local.get 3
i32.const 108
i32.add
call 67
local.set 5
br 3 (;@2;)
end
local.get 2
local.get 2
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 3
i32.const 1
i32.store8 offset=72
local.get 3
local.get 2
i32.store offset=68
local.get 3
local.get 4
i32.store offset=80
local.get 3
i32.const -2147483648
i32.store offset=56
local.get 3
local.get 3
i32.const 28
i32.add
i32.store offset=76
local.get 3
i32.const 0
i32.store offset=92
local.get 3
i32.const 0
i32.store offset=84
local.get 3
i32.const 124
i32.add
local.set 6
local.get 3
i32.const 56
i32.add
i32.const 12
i32.add
local.set 7
local.get 3
i32.const 28
i32.add
local.set 8
local.get 4
local.set 9
loop ;; label = @5
local.get 3
i32.const 108
i32.add
local.get 7
call 68
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
local.get 3
i32.load8_u offset=108
i32.const 1
i32.ne
br_if 0 (;@14;)
local.get 3
i32.load offset=112
local.set 5
br 1 (;@13;)
end
local.get 3
i32.load8_u offset=109
i32.const 1
i32.ne
br_if 4 (;@9;)
local.get 3
i32.load offset=68
local.tee 5
i32.const 0
i32.store offset=8
local.get 5
local.get 5
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 3
i32.const 208
i32.add
local.get 5
i32.const 12
i32.add
local.get 5
call 69
local.get 3
i32.load offset=212
local.set 5
local.get 3
i32.load offset=208
local.tee 10
i32.const 2
i32.eq
br_if 0 (;@13;)
local.get 3
i32.load offset=216
local.set 11
block ;; label = @14
block ;; label = @15
local.get 10
i32.const 1
i32.ne
br_if 0 (;@15;)
local.get 3
i32.const 108
i32.add
local.get 5
local.get 11
call 3
local.get 3
i32.load offset=56
local.get 3
i32.load offset=60
call 36
local.get 3
local.get 3
i32.load offset=116
i32.store offset=64
local.get 3
local.get 3
i64.load offset=108 align=4
i64.store offset=56
br 1 (;@14;)
end
local.get 3
i32.const 108
i32.add
local.get 5
local.get 11
call 3
local.get 3
i32.load offset=56
local.get 3
i32.load offset=60
call 36
local.get 3
local.get 3
i32.load offset=116
i32.store offset=64
local.get 3
local.get 3
i64.load offset=108 align=4
i64.store offset=56
end
local.get 3
i32.const 192
i32.add
local.get 5
local.get 11
call 70
local.get 3
i32.load offset=196
local.set 12
block ;; label = @14
local.get 3
i32.load offset=192
local.tee 13
i32.const -2147483648
i32.eq
br_if 0 (;@14;)
local.get 13
i32.const -2147483647
i32.ne
br_if 2 (;@12;)
end
local.get 12
local.set 5
end
local.get 3
i32.load offset=56
local.set 11
local.get 3
i32.const -2147483648
i32.store offset=56
i32.const 8
local.set 10
block ;; label = @13
local.get 11
i32.const -2147483648
i32.eq
br_if 0 (;@13;)
local.get 3
local.get 3
i64.load offset=60 align=4
i64.store offset=120 align=4
local.get 3
local.get 11
i32.store offset=116
i32.const 2
local.set 10
end
local.get 3
local.get 10
i32.store offset=108
local.get 3
local.get 8
i32.store offset=112
local.get 9
local.get 3
i32.const 108
i32.add
call 64
local.get 3
i32.const 108
i32.add
call 31
br 1 (;@11;)
end
local.get 3
i32.load offset=200
local.set 14
local.get 3
i32.const 108
i32.add
local.get 3
i32.const 56
i32.add
call 61
local.get 3
i32.load offset=108
i32.const -2147483648
i32.ne
br_if 1 (;@10;)
local.get 3
i32.load offset=112
local.set 5
local.get 13
local.get 12
call 27
end
local.get 3
i32.const 84
i32.add
call 24
i32.const 1
local.set 10
br 2 (;@8;)
end
local.get 3
local.get 3
i32.load offset=116
i32.store offset=104
local.get 3
local.get 3
i64.load offset=108 align=4
i64.store offset=96
block ;; label = @10
local.get 3
i32.load offset=84
local.tee 15
br_if 0 (;@10;)
i32.const 0
local.set 15
br 3 (;@7;)
end
local.get 3
i32.load offset=88
local.set 16
loop ;; label = @10
local.get 15
i32.const 4
i32.add
local.set 5
local.get 15
i32.load16_u offset=270
local.tee 17
i32.const 12
i32.mul
local.set 11
i32.const -1
local.set 10
block ;; label = @11
loop ;; label = @12
block ;; label = @13
local.get 11
br_if 0 (;@13;)
local.get 17
local.set 10
br 2 (;@11;)
end
local.get 5
i32.const 8
i32.add
local.set 8
local.get 5
i32.const 4
i32.add
local.set 9
local.get 11
i32.const -12
i32.add
local.set 11
local.get 10
i32.const 1
i32.add
local.set 10
local.get 5
i32.const 12
i32.add
local.set 5
block ;; label = @13
local.get 12
local.get 14
local.get 9
i32.load
local.get 8
i32.load
call 8
i32.const 255
i32.and
br_table 0 (;@13;) 1 (;@12;) 2 (;@11;)
end
end
local.get 13
local.get 12
call 27
local.get 15
local.get 10
i32.const 12
i32.mul
i32.add
local.tee 5
i64.load offset=136 align=4
local.set 18
local.get 5
local.get 3
i64.load offset=96
i64.store offset=136 align=4
local.get 5
i32.load offset=144
local.set 11
local.get 5
local.get 3
i32.load offset=104
i32.store offset=144
local.get 3
local.get 11
i32.store offset=216
local.get 3
local.get 18
i64.store offset=208
br 5 (;@6;)
end
local.get 16
i32.eqz
br_if 3 (;@7;)
local.get 16
i32.const -1
i32.add
local.set 16
local.get 15
local.get 10
i32.const 2
i32.shl
i32.add
i32.load offset=272
local.set 15
br 0 (;@10;)
end
end
i32.const 0
local.set 10
local.get 3
i64.load offset=88 align=4
local.set 18
local.get 3
i32.load offset=84
local.set 5
end
local.get 3
i32.load offset=56
local.get 3
i32.load offset=60
call 36
i32.const 0
local.set 11
block ;; label = @8
local.get 10
i32.eqz
br_if 0 (;@8;)
local.get 4
local.get 3
i32.const 28
i32.add
call 64
i32.const 1
local.set 11
end
local.get 2
local.get 2
i32.load8_u offset=24
i32.const 1
i32.add
i32.store8 offset=24
local.get 3
local.get 2
call 71
local.tee 10
i32.store offset=124
local.get 3
local.get 18
i64.store offset=116 align=4
local.get 3
local.get 5
i32.store offset=112
local.get 3
local.get 11
i32.store offset=108
block ;; label = @8
block ;; label = @9
block ;; label = @10
local.get 11
br_if 0 (;@10;)
local.get 10
i32.eqz
br_if 2 (;@8;)
local.get 3
i32.const 112
i32.add
call 24
br 1 (;@9;)
end
block ;; label = @10
local.get 10
i32.eqz
br_if 0 (;@10;)
local.get 10
call 29
end
local.get 5
local.set 10
end
local.get 10
local.get 2
call 72
local.set 5
br 6 (;@2;)
end
i32.const 0
local.set 11
br 6 (;@1;)
end
local.get 3
local.get 10
i32.store offset=132
local.get 3
i32.const 0
i32.store offset=128
local.get 3
local.get 15
i32.store offset=124
local.get 3
local.get 14
i32.store offset=116
local.get 3
local.get 12
i32.store offset=112
local.get 3
local.get 13
i32.store offset=108
local.get 3
local.get 3
i32.const 84
i32.add
i32.store offset=120
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
local.get 15
i32.eqz
br_if 0 (;@16;)
local.get 15
i32.load16_u offset=270
i32.const 11
i32.lt_u
br_if 8 (;@8;)
local.get 3
i32.const 188
i32.add
local.set 8
local.get 3
i32.const 136
i32.add
local.set 9
i32.const 4
local.set 5
block ;; label = @17
local.get 10
i32.const 5
i32.lt_u
br_if 0 (;@17;)
local.get 10
local.set 5
block ;; label = @18
block ;; label = @19
local.get 10
i32.const -5
i32.add
br_table 2 (;@17;) 1 (;@18;) 0 (;@19;)
end
local.get 10
i32.const -7
i32.add
local.set 10
local.get 3
i32.const 180
i32.add
local.set 8
local.get 3
i32.const 184
i32.add
local.set 9
i32.const 6
local.set 5
br 1 (;@17;)
end
i32.const 0
local.set 10
local.get 3
i32.const 180
i32.add
local.set 8
local.get 3
i32.const 184
i32.add
local.set 9
i32.const 5
local.set 5
end
call 54
local.tee 14
i32.const 0
i32.store16 offset=270
local.get 14
i32.const 0
i32.store
local.get 14
local.get 15
i32.load16_u offset=270
local.tee 17
local.get 5
i32.const -1
i32.xor
i32.add
local.tee 11
i32.store16 offset=270
local.get 15
i32.const 4
i32.add
local.tee 19
local.get 5
i32.const 12
i32.mul
local.tee 16
i32.add
local.tee 13
i32.load
local.set 12
local.get 13
i64.load offset=4 align=4
local.set 18
local.get 3
local.get 15
i32.const 136
i32.add
local.tee 13
local.get 16
i32.add
local.tee 16
i32.load offset=8
i32.store offset=216
local.get 3
local.get 16
i64.load align=4
i64.store offset=208
local.get 11
i32.const 12
i32.ge_u
br_if 1 (;@15;)
local.get 19
local.get 5
i32.const 1
i32.add
local.tee 16
i32.const 12
i32.mul
local.tee 20
i32.add
local.get 17
local.get 16
i32.sub
local.tee 16
local.get 14
i32.const 4
i32.add
local.get 11
call 45
local.get 13
local.get 20
i32.add
local.get 16
local.get 14
i32.const 136
i32.add
local.get 11
call 45
local.get 15
local.get 5
i32.store16 offset=270
local.get 3
local.get 3
i64.load offset=208
i64.store offset=152
local.get 3
local.get 3
i32.load offset=216
i32.store offset=160
local.get 3
i32.const 0
i32.store offset=180
local.get 3
i32.const 0
i32.store offset=188
local.get 3
local.get 15
i32.store offset=136
local.get 3
local.get 14
i32.store offset=184
local.get 3
local.get 10
i32.store offset=200
local.get 3
local.get 8
i32.load
i32.store offset=196
local.get 3
local.get 9
i32.load
i32.store offset=192
local.get 3
i32.const 208
i32.add
local.get 3
i32.const 192
i32.add
local.get 3
i32.const 108
i32.add
local.get 3
i32.const 96
i32.add
call 47
local.get 12
i32.const -2147483648
i32.eq
br_if 9 (;@7;)
local.get 3
local.get 3
i32.load offset=160
i32.store offset=176
local.get 3
local.get 3
i64.load offset=152
i64.store offset=168
i32.const 0
local.set 10
i32.const 1
local.set 8
loop ;; label = @17
block ;; label = @18
local.get 15
i32.load
local.tee 11
br_if 0 (;@18;)
block ;; label = @19
block ;; label = @20
local.get 3
i32.load offset=84
local.tee 11
i32.eqz
br_if 0 (;@20;)
local.get 3
i32.load offset=88
local.set 8
call 53
local.tee 5
local.get 11
i32.store offset=272
local.get 5
i32.const 0
i32.store16 offset=270
local.get 5
i32.const 0
i32.store
local.get 8
i32.const 1
i32.add
local.tee 11
i32.eqz
br_if 6 (;@14;)
local.get 3
i32.const 8
i32.add
local.get 5
local.get 11
call 43
local.get 3
local.get 3
i32.load offset=12
local.tee 11
i32.store offset=88
local.get 3
local.get 3
i32.load offset=8
local.tee 5
i32.store offset=84
local.get 10
local.get 11
i32.const -1
i32.add
i32.ne
br_if 7 (;@13;)
local.get 5
i32.load16_u offset=270
local.tee 11
i32.const 11
i32.lt_u
br_if 1 (;@19;)
i32.const 68136
i32.const 32
i32.const 68232
call 46
unreachable
end
i32.const 68120
call 26
unreachable
end
local.get 5
local.get 11
i32.const 1
i32.add
local.tee 10
i32.store16 offset=270
local.get 5
local.get 11
i32.const 12
i32.mul
i32.add
local.tee 11
local.get 18
i64.store offset=8 align=4
local.get 11
local.get 12
i32.store offset=4
local.get 11
local.get 3
i64.load offset=168
i64.store offset=136 align=4
local.get 11
local.get 3
i32.load offset=176
i32.store offset=144
local.get 5
local.get 10
i32.const 2
i32.shl
i32.add
local.get 14
i32.store offset=272
local.get 14
local.get 10
i32.store16 offset=268
local.get 14
local.get 5
i32.store
br 11 (;@7;)
end
local.get 15
i32.load16_u offset=268
local.set 5
local.get 3
local.get 18
i64.store offset=156 align=4
local.get 3
local.get 12
i32.store offset=152
local.get 8
i32.const -1
i32.add
local.get 10
i32.ne
br_if 5 (;@12;)
local.get 5
local.set 15
block ;; label = @18
local.get 11
i32.load16_u offset=270
local.tee 13
i32.const 11
i32.lt_u
br_if 0 (;@18;)
local.get 3
i32.const 188
i32.add
local.set 16
block ;; label = @19
block ;; label = @20
local.get 5
i32.const 5
i32.ge_u
br_if 0 (;@20;)
i32.const 4
local.set 5
br 1 (;@19;)
end
local.get 5
local.set 15
block ;; label = @20
block ;; label = @21
local.get 5
i32.const -5
i32.add
br_table 2 (;@19;) 1 (;@20;) 0 (;@21;)
end
local.get 5
i32.const -7
i32.add
local.set 15
local.get 3
i32.const 184
i32.add
local.set 16
i32.const 6
local.set 5
br 1 (;@19;)
end
i32.const 0
local.set 15
local.get 3
i32.const 184
i32.add
local.set 16
i32.const 5
local.set 5
end
call 53
local.tee 10
i32.const 0
i32.store16 offset=270
local.get 10
i32.const 0
i32.store
local.get 10
local.get 11
i32.load16_u offset=270
local.tee 17
local.get 5
i32.const -1
i32.xor
i32.add
local.tee 9
i32.store16 offset=270
local.get 3
local.get 11
i32.const 136
i32.add
local.tee 19
local.get 5
i32.const 12
i32.mul
local.tee 20
i32.add
local.tee 12
i64.load align=4
i64.store offset=208
local.get 3
local.get 12
i32.load offset=8
i32.store offset=216
local.get 9
i32.const 12
i32.ge_u
br_if 7 (;@11;)
local.get 11
i32.const 4
i32.add
local.tee 21
local.get 20
i32.add
local.tee 12
i64.load offset=4 align=4
local.set 18
local.get 12
i32.load
local.set 12
local.get 21
local.get 5
i32.const 1
i32.add
local.tee 20
i32.const 12
i32.mul
local.tee 22
i32.add
local.get 17
local.get 20
i32.sub
local.tee 17
local.get 10
i32.const 4
i32.add
local.get 9
call 45
local.get 19
local.get 22
i32.add
local.get 17
local.get 10
i32.const 136
i32.add
local.get 9
call 45
local.get 11
local.get 5
i32.store16 offset=270
local.get 3
local.get 3
i64.load offset=208
i64.store offset=192
local.get 3
local.get 3
i32.load offset=216
i32.store offset=200
local.get 10
i32.load16_u offset=270
local.tee 17
i32.const 1
i32.add
local.set 9
local.get 17
i32.const 12
i32.ge_u
br_if 8 (;@10;)
local.get 13
local.get 5
i32.sub
local.get 9
i32.ne
br_if 9 (;@9;)
block ;; label = @19
local.get 9
i32.const 2
i32.shl
local.tee 9
i32.eqz
br_if 0 (;@19;)
local.get 10
i32.const 272
i32.add
local.get 11
local.get 5
i32.const 2
i32.shl
i32.add
i32.const 276
i32.add
local.get 9
memory.copy
end
local.get 3
i32.const 16
i32.add
local.get 10
local.get 8
call 43
local.get 3
local.get 11
i32.store offset=188
local.get 3
local.get 3
i64.load offset=192
i64.store offset=136
local.get 3
local.get 3
i32.load offset=200
i32.store offset=144
local.get 3
local.get 3
i32.load offset=16
local.tee 5
i32.store offset=184
local.get 3
i32.load offset=20
local.set 10
local.get 16
i32.load
local.get 15
local.get 3
i32.const 152
i32.add
local.get 3
i32.const 168
i32.add
local.get 14
call 48
local.get 12
i32.const -2147483648
i32.eq
br_if 11 (;@7;)
local.get 3
local.get 3
i32.load offset=144
i32.store offset=176
local.get 3
local.get 3
i64.load offset=136
i64.store offset=168
local.get 8
i32.const 1
i32.add
local.set 8
local.get 11
local.set 15
local.get 5
local.set 14
br 1 (;@17;)
end
end
local.get 11
local.get 15
local.get 3
i32.const 152
i32.add
local.get 3
i32.const 168
i32.add
local.get 14
call 48
br 9 (;@7;)
end
call 54
local.tee 5
i32.const 0
i32.store
local.get 5
i32.const 1
i32.store16 offset=270
local.get 5
local.get 3
i64.load offset=108 align=4
i64.store offset=4 align=4
local.get 5
local.get 3
i32.load offset=116
i32.store offset=12
local.get 5
local.get 3
i64.load offset=96
i64.store offset=136 align=4
local.get 5
local.get 3
i32.load offset=104
i32.store offset=144
local.get 3
i32.const 0
i32.store offset=88
local.get 3
local.get 5
i32.store offset=84
br 8 (;@7;)
end
i32.const 0
local.get 11
i32.const 11
i32.const 68264
call 73
unreachable
end
i32.const 68248
call 26
unreachable
end
i32.const 68168
i32.const 48
i32.const 68216
call 46
unreachable
end
i32.const 68296
i32.const 53
i32.const 68352
call 46
unreachable
end
i32.const 0
local.get 9
i32.const 11
i32.const 68264
call 73
unreachable
end
i32.const 0
local.get 9
i32.const 12
i32.const 68280
call 73
unreachable
end
i32.const 76080
i32.const 40
i32.const 76120
call 46
unreachable
end
local.get 3
i32.const 208
i32.add
local.get 6
local.get 3
i32.const 108
i32.add
local.get 3
i32.const 96
i32.add
call 47
end
local.get 3
i32.const -2147483648
i32.store offset=208
local.get 3
local.get 3
i32.load offset=92
i32.const 1
i32.add
i32.store offset=92
end
local.get 3
i32.const 208
i32.add
call 22
local.get 3
i32.load offset=80
local.set 9
local.get 3
i32.load offset=76
local.set 8
br 0 (;@5;)
end
end
local.get 2
local.get 3
i32.const 48
i32.add
i32.const 68872
call 74
local.get 2
call 72
local.set 5
br 1 (;@2;)
end
local.get 3
i32.const 5
i32.store offset=108
local.get 2
local.get 3
i32.const 108
i32.add
call 67
local.set 5
end
local.get 4
local.get 3
i32.const 28
i32.add
call 64
i32.const 1
local.set 11
end
local.get 3
i32.const 28
i32.add
call 31
block ;; label = @1
block ;; label = @2
local.get 11
i32.eqz
br_if 0 (;@2;)
local.get 4
local.get 1
call 64
i32.const 1
local.set 11
br 1 (;@1;)
end
local.get 0
local.get 18
i64.store offset=8 align=4
i32.const 0
local.set 11
end
local.get 0
local.get 11
i32.store
local.get 0
local.get 5
i32.store offset=4
local.get 1
call 31
local.get 3
i32.const 224
i32.add
global.set 0
)
(func (;66;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32 i32)
local.get 1
i32.load offset=20
local.tee 2
local.get 1
i32.load offset=16
local.tee 3
local.get 2
local.get 3
i32.gt_u
select
local.set 4
local.get 1
i32.load offset=12
local.set 5
loop ;; label = @1
block ;; label = @2
local.get 2
local.get 3
i32.ge_u
br_if 0 (;@2;)
local.get 5
local.get 2
i32.add
i32.load8_u
local.set 6
end
block ;; label = @2
local.get 4
local.get 2
i32.eq
br_if 0 (;@2;)
local.get 6
i32.const 255
i32.and
i32.const -9
i32.add
local.tee 7
i32.const 23
i32.gt_u
br_if 0 (;@2;)
i32.const 1
local.get 7
i32.shl
i32.const 8388627
i32.and
i32.eqz
br_if 0 (;@2;)
local.get 1
local.get 2
i32.const 1
i32.add
local.tee 2
i32.store offset=20
br 1 (;@1;)
end
end
local.get 0
local.get 6
i32.store8 offset=2
local.get 0
i32.const 0
i32.store8
local.get 0
local.get 2
local.get 3
i32.lt_u
i32.store8 offset=1
)
(func (;67;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 0
i32.load offset=12
local.get 0
i32.load offset=16
local.tee 3
local.get 0
i32.load offset=20
i32.const 1
i32.add
local.tee 0
local.get 3
local.get 0
local.get 3
i32.lt_u
select
call 184
local.get 2
i64.load offset=8
local.set 4
call 170
local.tee 0
local.get 4
i64.store offset=12 align=4
local.get 0
local.get 1
i32.load offset=8
i32.store offset=8
local.get 0
local.get 1
i64.load align=4
i64.store align=4
local.get 2
i32.const 16
i32.add
global.set 0
local.get 0
)
(func (;68;) (type 2) (param i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 12
i32.add
local.get 1
i32.load
local.tee 3
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 2
i32.load8_u offset=12
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 2
i32.load offset=16
local.set 1
br 1 (;@3;)
end
block ;; label = @4
local.get 2
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 2
i32.load8_u offset=14
local.tee 4
i32.const 255
i32.and
i32.const 125
i32.ne
br_if 2 (;@2;)
local.get 0
i32.const 0
i32.store16
br 3 (;@1;)
end
local.get 2
i32.const 3
i32.store offset=20
local.get 3
local.get 2
i32.const 20
i32.add
call 67
local.set 1
end
local.get 0
i32.const 1
i32.store8
local.get 0
local.get 1
i32.store offset=4
br 1 (;@1;)
end
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 1
i32.load8_u offset=4
br_if 0 (;@6;)
local.get 4
i32.const 255
i32.and
i32.const 44
i32.ne
br_if 1 (;@5;)
local.get 3
local.get 3
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 2
i32.const 12
i32.add
local.get 3
call 66
block ;; label = @7
local.get 2
i32.load8_u offset=12
i32.eqz
br_if 0 (;@7;)
local.get 0
local.get 2
i32.load offset=16
i32.store offset=4
local.get 0
i32.const 1
i32.store8
br 6 (;@1;)
end
block ;; label = @7
block ;; label = @8
block ;; label = @9
local.get 2
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@9;)
local.get 2
i32.load8_u offset=14
local.tee 1
i32.const 34
i32.eq
br_if 1 (;@8;)
local.get 1
i32.const 125
i32.eq
br_if 2 (;@7;)
local.get 2
i32.const 17
i32.store offset=20
local.get 0
local.get 3
local.get 2
i32.const 20
i32.add
call 67
i32.store offset=4
br 6 (;@3;)
end
local.get 2
i32.const 5
i32.store offset=20
local.get 0
local.get 3
local.get 2
i32.const 20
i32.add
call 67
i32.store offset=4
br 5 (;@3;)
end
local.get 0
i32.const 1
i32.store8 offset=1
i32.const 0
local.set 1
br 5 (;@2;)
end
local.get 2
i32.const 21
i32.store offset=20
local.get 0
local.get 3
local.get 2
i32.const 20
i32.add
call 67
i32.store offset=4
br 3 (;@3;)
end
local.get 1
i32.const 0
i32.store8 offset=4
local.get 4
i32.const 255
i32.and
i32.const 34
i32.eq
br_if 1 (;@4;)
local.get 2
i32.const 17
i32.store offset=20
local.get 3
local.get 2
i32.const 20
i32.add
call 67
local.set 1
local.get 0
i32.const 1
i32.store8
local.get 0
local.get 1
i32.store offset=4
br 4 (;@1;)
end
local.get 2
i32.const 8
i32.store offset=20
local.get 3
local.get 2
i32.const 20
i32.add
call 67
local.set 1
local.get 0
i32.const 1
i32.store8
local.get 0
local.get 1
i32.store offset=4
br 3 (;@1;)
end
local.get 0
i32.const 256
i32.store16
br 2 (;@1;)
end
i32.const 1
local.set 1
end
local.get 0
local.get 1
i32.store8
end
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;69;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i64)
global.get 0
i32.const 48
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
loop ;; label = @11
local.get 1
i32.load offset=8
local.tee 4
local.get 1
i32.load offset=4
local.tee 5
i32.eq
br_if 2 (;@9;)
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
local.get 4
local.get 5
i32.ge_u
br_if 0 (;@15;)
local.get 1
i32.load
local.tee 6
local.get 4
i32.add
i32.load8_u
local.tee 7
i32.const 34
i32.eq
br_if 2 (;@13;)
local.get 7
i32.const 92
i32.eq
br_if 2 (;@13;)
local.get 7
i32.const 32
i32.lt_u
br_if 2 (;@13;)
local.get 3
i32.const 8
i32.add
local.get 4
i32.const 1
i32.add
local.tee 8
local.get 6
local.get 5
i32.const 75788
call 171
local.get 3
i32.load offset=8
i32.const -8
i32.add
local.set 9
i32.const 0
local.get 3
i32.load offset=12
local.tee 10
i32.const 2147483640
i32.and
i32.sub
local.set 7
loop ;; label = @16
local.get 7
i32.eqz
br_if 2 (;@14;)
local.get 7
i32.const 8
i32.add
local.set 7
local.get 9
i32.const 8
i32.add
local.tee 9
i64.load align=1
local.tee 11
i64.const 2459565876494606882
i64.xor
i64.const -72340172838076673
i64.add
local.get 11
i64.const -2314885530818453536
i64.add
i64.or
local.get 11
i64.const 6655295901103053916
i64.xor
i64.const -72340172838076673
i64.add
i64.or
local.get 11
i64.const -1
i64.xor
i64.and
i64.const -9187201950435737472
i64.and
local.tee 11
i64.eqz
br_if 0 (;@16;)
end
local.get 1
local.get 9
local.get 6
i32.sub
local.get 11
i64.ctz
i32.wrap_i64
i32.const 3
i32.shr_u
i32.add
local.tee 7
i32.store offset=8
br 3 (;@12;)
end
local.get 4
local.get 5
i32.const 75772
call 122
unreachable
end
local.get 1
local.get 10
i32.const -8
i32.and
local.get 8
i32.add
i32.store offset=8
local.get 1
call 172
local.get 1
i32.load offset=4
local.set 5
local.get 1
i32.load offset=8
local.set 7
br 1 (;@12;)
end
local.get 4
local.set 7
end
local.get 7
local.get 5
i32.eq
br_if 2 (;@9;)
local.get 7
local.get 5
i32.ge_u
br_if 3 (;@8;)
block ;; label = @12
block ;; label = @13
local.get 1
i32.load
local.tee 9
local.get 7
i32.add
i32.load8_u
local.tee 6
i32.const 92
i32.eq
br_if 0 (;@13;)
local.get 6
i32.const 34
i32.eq
br_if 1 (;@12;)
local.get 1
local.get 7
i32.const 1
i32.add
i32.store offset=8
local.get 3
i32.const 16
i32.store offset=36
local.get 0
local.get 1
local.get 3
i32.const 36
i32.add
call 173
br 12 (;@1;)
end
local.get 7
local.get 4
i32.lt_u
br_if 5 (;@7;)
local.get 2
local.get 9
local.get 4
i32.add
local.get 7
local.get 4
i32.sub
call 174
local.get 1
local.get 7
i32.const 1
i32.add
i32.store offset=8
local.get 3
i32.const 28
i32.add
local.get 1
call 175
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
local.get 3
i32.load8_u offset=28
i32.const 1
i32.ne
br_if 0 (;@16;)
local.get 3
local.get 3
i32.load offset=32
i32.store offset=24
br 1 (;@15;)
end
block ;; label = @16
local.get 3
i32.load8_u offset=29
i32.const 1
i32.ne
br_if 0 (;@16;)
local.get 3
local.get 3
i32.load8_u offset=30
local.tee 7
i32.store8 offset=21
br 3 (;@13;)
end
local.get 3
i32.const 4
i32.store offset=36
local.get 3
i32.const 20
i32.add
local.get 1
local.get 3
i32.const 36
i32.add
call 176
local.get 3
i32.load8_u offset=20
i32.const 1
i32.ne
br_if 1 (;@14;)
end
local.get 3
i32.load offset=24
local.set 7
br 12 (;@2;)
end
local.get 3
i32.load8_u offset=21
local.set 7
end
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
block ;; label = @17
block ;; label = @18
block ;; label = @19
block ;; label = @20
block ;; label = @21
block ;; label = @22
block ;; label = @23
local.get 7
i32.const 255
i32.and
local.tee 7
i32.const -110
i32.add
br_table 7 (;@16;) 1 (;@22;) 1 (;@22;) 1 (;@22;) 8 (;@15;) 1 (;@22;) 9 (;@14;) 10 (;@13;) 0 (;@23;)
end
block ;; label = @23
local.get 7
i32.const -98
i32.add
br_table 5 (;@18;) 1 (;@22;) 1 (;@22;) 1 (;@22;) 6 (;@17;) 0 (;@23;)
end
local.get 7
i32.const 34
i32.eq
br_if 1 (;@21;)
local.get 7
i32.const 47
i32.eq
br_if 3 (;@19;)
local.get 7
i32.const 92
i32.eq
br_if 2 (;@20;)
end
local.get 3
i32.const 12
i32.store offset=36
local.get 1
local.get 3
i32.const 36
i32.add
call 177
local.set 7
br 19 (;@2;)
end
local.get 2
i32.const 34
call 178
br 9 (;@11;)
end
local.get 2
i32.const 92
call 178
br 8 (;@11;)
end
local.get 2
i32.const 47
call 178
br 7 (;@11;)
end
local.get 2
i32.const 8
call 178
br 6 (;@11;)
end
local.get 2
i32.const 12
call 178
br 5 (;@11;)
end
local.get 2
i32.const 10
call 178
br 4 (;@11;)
end
local.get 2
i32.const 13
call 178
br 3 (;@11;)
end
local.get 2
i32.const 9
call 178
br 2 (;@11;)
end
local.get 3
i32.const 36
i32.add
local.get 1
call 179
local.get 3
i32.load16_u offset=36
i32.const 1
i32.eq
br_if 9 (;@3;)
block ;; label = @13
local.get 3
i32.load16_u offset=38
local.tee 7
i32.const 64512
i32.and
i32.const 56320
i32.ne
br_if 0 (;@13;)
local.get 3
i32.const 20
i32.store offset=36
local.get 1
local.get 3
i32.const 36
i32.add
call 177
local.set 7
br 11 (;@2;)
end
block ;; label = @13
local.get 7
i32.const 9216
i32.add
i32.const 65535
i32.and
i32.const 64512
i32.lt_u
br_if 0 (;@13;)
local.get 3
i32.const 36
i32.add
local.get 1
call 180
local.get 3
i32.load8_u offset=36
i32.const 1
i32.eq
br_if 10 (;@3;)
local.get 3
i32.load8_u offset=37
local.set 9
local.get 1
local.get 1
i32.load offset=8
local.tee 4
i32.const 1
i32.add
i32.store offset=8
local.get 9
i32.const 92
i32.ne
br_if 3 (;@10;)
local.get 3
i32.const 36
i32.add
local.get 1
call 180
local.get 3
i32.load8_u offset=36
br_if 10 (;@3;)
local.get 3
i32.load8_u offset=37
local.set 9
local.get 1
local.get 4
i32.const 2
i32.add
i32.store offset=8
local.get 9
i32.const 117
i32.ne
br_if 7 (;@6;)
local.get 3
i32.const 36
i32.add
local.get 1
call 179
local.get 3
i32.load16_u offset=36
br_if 10 (;@3;)
block ;; label = @14
local.get 3
i32.load16_u offset=38
local.tee 9
i32.const 8192
i32.add
i32.const 65535
i32.and
i32.const 64511
i32.gt_u
br_if 0 (;@14;)
local.get 3
i32.const 20
i32.store offset=36
local.get 1
local.get 3
i32.const 36
i32.add
call 177
local.set 7
br 12 (;@2;)
end
local.get 7
i32.const 10240
i32.add
i32.const 65535
i32.and
i32.const 10
i32.shl
local.get 9
i32.const 9216
i32.add
i32.const 65535
i32.and
i32.add
i32.const 65536
i32.add
local.get 2
call 181
br 2 (;@11;)
end
local.get 7
local.get 2
call 181
br 1 (;@11;)
end
end
block ;; label = @11
local.get 2
i32.load offset=8
i32.eqz
br_if 0 (;@11;)
local.get 7
local.get 4
i32.lt_u
br_if 6 (;@5;)
local.get 2
local.get 9
local.get 4
i32.add
local.get 7
local.get 4
i32.sub
call 174
local.get 1
local.get 7
i32.const 1
i32.add
i32.store offset=8
local.get 0
i32.const 1
i32.store
local.get 0
local.get 2
i64.load offset=4 align=4
i64.store offset=4 align=4
br 10 (;@1;)
end
local.get 7
local.get 4
i32.lt_u
br_if 6 (;@4;)
local.get 0
i32.const 0
i32.store
local.get 0
local.get 7
local.get 4
i32.sub
i32.store offset=8
local.get 1
local.get 7
i32.const 1
i32.add
i32.store offset=8
local.get 0
local.get 9
local.get 4
i32.add
i32.store offset=4
br 9 (;@1;)
end
local.get 3
i32.const 23
i32.store offset=36
local.get 1
local.get 3
i32.const 36
i32.add
call 177
local.set 7
br 7 (;@2;)
end
local.get 3
i32.const 4
i32.store offset=36
local.get 0
local.get 1
local.get 3
i32.const 36
i32.add
call 173
br 7 (;@1;)
end
local.get 7
local.get 5
i32.const 75804
call 122
unreachable
end
local.get 4
local.get 7
local.get 5
i32.const 75852
call 73
unreachable
end
local.get 3
i32.const 23
i32.store offset=36
local.get 1
local.get 3
i32.const 36
i32.add
call 177
local.set 7
br 3 (;@2;)
end
local.get 4
local.get 7
local.get 5
i32.const 75820
call 73
unreachable
end
local.get 4
local.get 7
local.get 5
i32.const 75836
call 73
unreachable
end
local.get 3
i32.load offset=40
local.set 7
end
local.get 0
i32.const 2
i32.store
local.get 0
local.get 7
i32.store offset=4
end
local.get 3
i32.const 48
i32.add
global.set 0
)
(func (;70;) (type 3) (param i32 i32 i32)
(local i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
i32.eqz
br_if 0 (;@3;)
local.get 3
i32.const 8
i32.add
i32.const 1
local.get 2
call 162
local.get 3
i32.load offset=8
local.tee 4
br_if 1 (;@2;)
i32.const 1
local.get 2
call 57
unreachable
end
local.get 0
i32.const 0
i32.store offset=8
local.get 0
i64.const 4294967296
i64.store align=4
br 1 (;@1;)
end
local.get 0
i32.const 0
i32.store offset=8
local.get 0
local.get 4
i32.store offset=4
local.get 0
local.get 2
i32.store
block ;; label = @2
local.get 2
i32.eqz
br_if 0 (;@2;)
local.get 4
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 2
i32.store offset=8
end
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;71;) (type 6) (param i32) (result i32)
(local i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 12
i32.add
local.get 0
call 66
block ;; label = @1
block ;; label = @2
local.get 1
i32.load8_u offset=12
i32.const 1
i32.ne
br_if 0 (;@2;)
local.get 1
i32.load offset=16
local.set 0
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
local.get 1
i32.load8_u offset=14
local.tee 2
i32.const 125
i32.eq
br_if 0 (;@4;)
local.get 2
i32.const 44
i32.eq
br_if 1 (;@3;)
local.get 1
i32.const 22
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
br 3 (;@1;)
end
local.get 0
local.get 0
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
i32.const 0
local.set 0
br 2 (;@1;)
end
local.get 1
i32.const 21
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
br 1 (;@1;)
end
local.get 1
i32.const 3
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
end
local.get 1
i32.const 32
i32.add
global.set 0
local.get 0
)
(func (;72;) (type 1) (param i32 i32) (result i32)
block ;; label = @1
local.get 0
i32.load offset=12
i32.eqz
br_if 0 (;@1;)
local.get 0
return
end
local.get 1
local.get 0
call 187
local.set 1
local.get 0
call 188
local.get 1
)
(func (;73;) (type 9) (param i32 i32 i32 i32)
(local i32 i64)
global.get 0
i32.const 32
i32.sub
local.tee 4
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 0
local.get 2
i32.gt_u
br_if 0 (;@3;)
local.get 1
local.get 2
i32.gt_u
br_if 1 (;@2;)
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.set 5
local.get 0
local.get 1
i32.le_u
br_if 2 (;@1;)
local.get 4
local.get 0
i32.store offset=8
local.get 4
local.get 1
i32.store offset=12
local.get 4
local.get 5
local.get 4
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 4
local.get 5
local.get 4
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 65842
local.get 4
i32.const 16
i32.add
local.get 3
call 96
unreachable
end
local.get 4
local.get 0
i32.store offset=8
local.get 4
local.get 2
i32.store offset=12
local.get 4
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 5
local.get 4
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 4
local.get 5
local.get 4
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 66058
local.get 4
i32.const 16
i32.add
local.get 3
call 96
unreachable
end
local.get 4
local.get 1
i32.store offset=8
local.get 4
local.get 2
i32.store offset=12
local.get 4
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 5
local.get 4
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 4
local.get 5
local.get 4
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 66115
local.get 4
i32.const 16
i32.add
local.get 3
call 96
unreachable
end
local.get 4
local.get 1
i32.store offset=8
local.get 4
local.get 2
i32.store offset=12
local.get 4
local.get 5
local.get 4
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 4
local.get 5
local.get 4
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 66115
local.get 4
i32.const 16
i32.add
local.get 3
call 96
unreachable
)
(func (;74;) (type 0) (param i32 i32 i32) (result i32)
(local i32 i32 i32)
global.get 0
i32.const 64
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
local.get 0
i32.load offset=20
local.tee 4
local.get 0
i32.load offset=16
i32.ge_u
br_if 0 (;@13;)
local.get 0
i32.load offset=12
local.get 4
i32.add
i32.load8_u
local.tee 5
i32.const 34
i32.eq
br_if 6 (;@7;)
local.get 5
i32.const 45
i32.eq
br_if 5 (;@8;)
local.get 5
i32.const 102
i32.eq
br_if 4 (;@9;)
local.get 5
i32.const 110
i32.eq
br_if 8 (;@5;)
local.get 5
i32.const 116
i32.eq
br_if 3 (;@10;)
local.get 5
i32.const 91
i32.eq
br_if 1 (;@12;)
local.get 5
i32.const 123
i32.eq
br_if 2 (;@11;)
local.get 5
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 7 (;@6;)
end
local.get 3
i32.const 10
i32.store offset=48
local.get 0
local.get 3
i32.const 48
i32.add
call 67
local.set 4
br 10 (;@2;)
end
local.get 3
i32.const 10
i32.store8 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
br 9 (;@2;)
end
local.get 3
i32.const 11
i32.store8 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
br 8 (;@2;)
end
local.get 0
local.get 4
i32.const 1
i32.add
i32.store offset=20
local.get 0
i32.const 72223
i32.const 3
call 78
local.tee 4
br_if 8 (;@1;)
local.get 3
i32.const 256
i32.store16 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
br 7 (;@2;)
end
local.get 0
local.get 4
i32.const 1
i32.add
i32.store offset=20
local.get 0
i32.const 72226
i32.const 4
call 78
local.tee 4
br_if 7 (;@1;)
local.get 3
i32.const 0
i32.store16 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
br 6 (;@2;)
end
local.get 0
local.get 4
i32.const 1
i32.add
i32.store offset=20
local.get 3
local.get 0
i32.const 0
call 185
local.get 3
i64.load
i64.const 3
i64.eq
br_if 3 (;@4;)
local.get 3
local.get 1
local.get 2
call 186
local.set 4
br 5 (;@2;)
end
local.get 0
i32.const 0
i32.store offset=8
local.get 0
local.get 4
i32.const 1
i32.add
i32.store offset=20
local.get 3
i32.const 36
i32.add
local.get 0
i32.const 12
i32.add
local.get 0
call 69
local.get 3
i32.load offset=40
local.set 4
local.get 3
i32.load offset=36
i32.const 2
i32.eq
br_if 5 (;@1;)
local.get 3
local.get 3
i32.load offset=44
i32.store offset=56
local.get 3
local.get 4
i32.store offset=52
local.get 3
i32.const 5
i32.store8 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
br 4 (;@2;)
end
local.get 3
i32.const 16
i32.add
local.get 0
i32.const 1
call 185
block ;; label = @6
local.get 3
i64.load offset=16
i64.const 3
i64.ne
br_if 0 (;@6;)
local.get 3
i32.load offset=24
local.set 4
br 5 (;@1;)
end
local.get 3
i32.const 16
i32.add
local.get 1
local.get 2
call 186
local.set 4
br 3 (;@2;)
end
local.get 0
local.get 4
i32.const 1
i32.add
i32.store offset=20
local.get 0
i32.const 72220
i32.const 3
call 78
local.tee 4
i32.eqz
br_if 1 (;@3;)
br 3 (;@1;)
end
local.get 3
i32.load offset=8
local.set 4
br 2 (;@1;)
end
local.get 3
i32.const 7
i32.store8 offset=48
local.get 3
i32.const 48
i32.add
local.get 1
local.get 2
call 163
local.set 4
end
local.get 4
local.get 0
call 72
local.set 4
end
local.get 3
i32.const 64
i32.add
global.set 0
local.get 4
)
(func (;75;) (type 2) (param i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 12
i32.add
local.get 1
i32.load
local.tee 3
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 2
i32.load8_u offset=12
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 2
i32.load offset=16
local.set 1
br 1 (;@3;)
end
block ;; label = @4
local.get 2
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 2
i32.load8_u offset=14
local.tee 4
i32.const 255
i32.and
i32.const 93
i32.ne
br_if 2 (;@2;)
local.get 0
i32.const 0
i32.store16
br 3 (;@1;)
end
local.get 2
i32.const 2
i32.store offset=20
local.get 3
local.get 2
i32.const 20
i32.add
call 67
local.set 1
end
local.get 0
i32.const 1
i32.store8
local.get 0
local.get 1
i32.store offset=4
br 1 (;@1;)
end
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
i32.load8_u offset=4
br_if 0 (;@4;)
local.get 4
i32.const 255
i32.and
i32.const 44
i32.ne
br_if 1 (;@3;)
local.get 3
local.get 3
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 2
i32.const 12
i32.add
local.get 3
call 66
block ;; label = @5
local.get 2
i32.load8_u offset=12
i32.eqz
br_if 0 (;@5;)
local.get 0
local.get 2
i32.load offset=16
i32.store offset=4
local.get 0
i32.const 1
i32.store8
br 4 (;@1;)
end
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 2
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@7;)
local.get 2
i32.load8_u offset=14
i32.const 93
i32.ne
br_if 2 (;@5;)
local.get 2
i32.const 21
i32.store offset=20
local.get 0
local.get 3
local.get 2
i32.const 20
i32.add
call 67
i32.store offset=4
br 1 (;@6;)
end
local.get 2
i32.const 5
i32.store offset=20
local.get 0
local.get 3
local.get 2
i32.const 20
i32.add
call 67
i32.store offset=4
end
i32.const 1
local.set 1
br 3 (;@2;)
end
local.get 0
i32.const 1
i32.store8 offset=1
i32.const 0
local.set 1
br 2 (;@2;)
end
local.get 1
i32.const 0
i32.store8 offset=4
local.get 0
i32.const 256
i32.store16
br 2 (;@1;)
end
local.get 2
i32.const 7
i32.store offset=20
local.get 3
local.get 2
i32.const 20
i32.add
call 67
local.set 1
local.get 0
i32.const 1
i32.store8
local.get 0
local.get 1
i32.store offset=4
br 1 (;@1;)
end
local.get 0
local.get 1
i32.store8
end
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;76;) (type 6) (param i32) (result i32)
(local i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 4
i32.add
local.get 0
call 66
block ;; label = @1
block ;; label = @2
local.get 1
i32.load8_u offset=4
i32.const 1
i32.ne
br_if 0 (;@2;)
local.get 1
i32.load offset=8
local.set 0
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.load8_u offset=5
i32.const 1
i32.ne
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
local.get 1
i32.load8_u offset=6
local.tee 2
i32.const 93
i32.eq
br_if 0 (;@4;)
local.get 2
i32.const 44
i32.eq
br_if 1 (;@3;)
local.get 1
i32.const 22
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
br 3 (;@1;)
end
local.get 0
local.get 0
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
i32.const 0
local.set 0
br 2 (;@1;)
end
local.get 0
local.get 0
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 1
i32.const 12
i32.add
local.get 0
call 66
block ;; label = @3
local.get 1
i32.load8_u offset=12
local.tee 2
br_if 0 (;@3;)
local.get 1
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 1
i32.load8_u offset=14
i32.const 255
i32.and
i32.const 93
i32.ne
br_if 0 (;@3;)
local.get 1
i32.const 21
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
br 2 (;@1;)
end
local.get 1
i32.const 22
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
local.get 2
i32.eqz
br_if 1 (;@1;)
block ;; label = @3
local.get 1
i32.load offset=16
local.tee 2
i32.load
br_if 0 (;@3;)
local.get 2
i32.load offset=8
local.tee 3
i32.eqz
br_if 0 (;@3;)
local.get 2
i32.load offset=4
i32.const 1
local.get 3
call 161
end
local.get 2
call 188
br 1 (;@1;)
end
local.get 1
i32.const 2
i32.store offset=20
local.get 0
local.get 1
i32.const 20
i32.add
call 67
local.set 0
end
local.get 1
i32.const 32
i32.add
global.set 0
local.get 0
)
(func (;77;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32)
global.get 0
i32.const 48
i32.sub
local.tee 3
global.set 0
local.get 1
i32.load offset=20
local.set 4
local.get 3
local.get 1
call 59
local.get 3
local.get 4
i32.store offset=24
local.get 3
local.get 3
i32.store offset=20
local.get 3
i32.const 28
i32.add
local.get 2
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i32.load8_u offset=28
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 3
i32.load offset=32
local.set 5
br 1 (;@2;)
end
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 3
i32.load8_u offset=29
i32.const 1
i32.ne
br_if 0 (;@5;)
block ;; label = @6
local.get 3
i32.load8_u offset=30
local.tee 5
i32.const 102
i32.eq
br_if 0 (;@6;)
local.get 5
i32.const 116
i32.eq
br_if 2 (;@4;)
local.get 2
local.get 3
i32.const 20
i32.add
i32.const 68920
call 74
local.get 2
call 72
local.set 5
br 4 (;@2;)
end
local.get 2
local.get 2
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 2
i32.const 72226
i32.const 4
call 78
local.tee 5
br_if 3 (;@2;)
i32.const 0
local.set 6
br 2 (;@3;)
end
local.get 3
i32.const 5
i32.store offset=36
local.get 2
local.get 3
i32.const 36
i32.add
call 67
local.set 5
br 2 (;@2;)
end
i32.const 1
local.set 6
local.get 2
local.get 2
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 2
i32.const 72223
i32.const 3
call 78
local.tee 5
br_if 1 (;@2;)
end
i32.const 0
local.set 2
br 1 (;@1;)
end
local.get 4
local.get 3
call 64
i32.const 1
local.set 2
end
local.get 3
call 31
block ;; label = @1
block ;; label = @2
local.get 2
i32.eqz
br_if 0 (;@2;)
local.get 4
local.get 1
call 64
local.get 0
local.get 5
i32.store offset=4
i32.const 1
local.set 2
br 1 (;@1;)
end
local.get 0
local.get 6
i32.store8 offset=1
i32.const 0
local.set 2
end
local.get 0
local.get 2
i32.store8
local.get 1
call 31
local.get 3
i32.const 48
i32.add
global.set 0
)
(func (;78;) (type 0) (param i32 i32 i32) (result i32)
(local i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 3
global.set 0
local.get 0
i32.const 12
i32.add
local.set 4
block ;; label = @1
block ;; label = @2
block ;; label = @3
loop ;; label = @4
block ;; label = @5
local.get 2
br_if 0 (;@5;)
i32.const 0
local.set 2
br 4 (;@1;)
end
local.get 3
i32.const 12
i32.add
local.get 4
call 175
local.get 3
i32.load8_u offset=12
br_if 2 (;@2;)
local.get 3
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 1 (;@3;)
block ;; label = @5
local.get 3
i32.load8_u offset=14
local.get 1
i32.load8_u
i32.ne
br_if 0 (;@5;)
local.get 1
i32.const 1
i32.add
local.set 1
local.get 2
i32.const -1
i32.add
local.set 2
br 1 (;@4;)
end
end
local.get 3
i32.const 9
i32.store offset=20
local.get 0
local.get 3
i32.const 20
i32.add
call 187
local.set 2
br 2 (;@1;)
end
local.get 3
i32.const 5
i32.store offset=20
local.get 0
local.get 3
i32.const 20
i32.add
call 187
local.set 2
br 1 (;@1;)
end
local.get 3
i32.load offset=16
local.set 2
end
local.get 3
i32.const 32
i32.add
global.set 0
local.get 2
)
(func (;79;) (type 8) (param i32)
block ;; label = @1
local.get 0
i32.load8_u
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=12
local.get 0
i32.load offset=16
i32.const 1
call 80
end
)
(func (;80;) (type 3) (param i32 i32 i32)
block ;; label = @1
local.get 1
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
local.get 2
call 30
end
)
(func (;81;) (type 8) (param i32)
local.get 0
i32.load offset=12
local.get 0
i32.load offset=16
i32.const 1
call 82
)
(func (;82;) (type 3) (param i32 i32 i32)
block ;; label = @1
local.get 1
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
local.get 2
call 30
end
)
(func (;83;) (type 8) (param i32)
(local i32 i32 i32)
block ;; label = @1
local.get 0
i32.load8_u
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=8
local.tee 1
local.set 2
local.get 0
i32.load offset=4
local.tee 3
local.set 0
block ;; label = @2
loop ;; label = @3
local.get 2
i32.eqz
br_if 1 (;@2;)
local.get 0
i32.load
local.get 0
i32.const 4
i32.add
i32.load
i32.const 1
call 82
local.get 0
i32.const 8
i32.add
i32.load
local.get 0
i32.const 12
i32.add
i32.load
i32.const 1
call 82
local.get 2
i32.const -1
i32.add
local.set 2
local.get 0
i32.const 16
i32.add
local.set 0
br 0 (;@3;)
end
end
local.get 3
local.get 1
i32.const 4
i32.shl
i32.const 4
call 82
end
)
(func (;84;) (type 8) (param i32)
local.get 0
i32.load
local.get 0
i32.load offset=4
i32.const 1
call 82
local.get 0
i32.load offset=8
local.get 0
i32.load offset=12
i32.const 1
call 82
local.get 0
i32.load offset=16
local.get 0
i32.load offset=20
i32.const 1
call 82
local.get 0
i32.load offset=24
local.get 0
i32.load offset=28
i32.const 1
call 82
)
(func (;85;) (type 6) (param i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64)
global.get 0
i32.const 176
i32.sub
local.tee 1
global.set 0
call 86
local.get 0
i32.load offset=36
local.set 2
local.get 0
i32.load8_u offset=34
local.set 3
local.get 0
i32.load8_u offset=32
local.set 4
local.get 0
i32.load offset=28
local.set 5
local.get 0
i32.load offset=24
local.set 6
local.get 0
i32.load offset=20
local.set 7
local.get 0
i32.load offset=16
local.set 8
local.get 0
i32.load offset=12
local.set 9
local.get 0
i32.load offset=8
local.set 10
local.get 0
i32.load offset=4
local.set 11
local.get 0
i32.load
local.set 12
local.get 1
i32.const 28
i32.add
local.get 0
i32.load offset=40
local.tee 13
call 49
local.get 13
local.set 14
local.get 2
local.set 15
block ;; label = @1
loop ;; label = @2
local.get 14
i32.eqz
br_if 1 (;@1;)
local.get 1
local.get 15
i32.load
i32.store offset=44
local.get 1
local.get 15
i32.const 12
i32.add
i32.load
local.tee 16
i32.store offset=60
local.get 1
local.get 15
i32.const 8
i32.add
i32.load
i32.store offset=56
local.get 1
local.get 16
i32.store offset=52
local.get 1
local.get 15
i32.const 4
i32.add
i32.load
local.tee 16
i32.store offset=48
local.get 1
local.get 16
i32.store offset=40
local.get 14
i32.const -1
i32.add
local.set 14
local.get 15
i32.const 16
i32.add
local.set 15
local.get 1
i32.const 28
i32.add
local.get 1
i32.const 40
i32.add
call 51
br 0 (;@2;)
end
end
local.get 2
local.get 13
i32.const 4
i32.shl
i32.const 4
call 80
local.get 0
i32.load offset=48
local.set 15
local.get 0
i32.load offset=44
local.set 14
block ;; label = @1
block ;; label = @2
local.get 4
i32.const 255
i32.and
br_if 0 (;@2;)
i32.const 3
local.set 16
br 1 (;@1;)
end
local.get 0
i32.load8_u offset=33
local.set 16
end
local.get 1
local.get 1
i32.load offset=36
i32.store offset=120
local.get 1
local.get 1
i64.load offset=28 align=4
i64.store offset=112 align=4
local.get 1
local.get 15
i32.store offset=132
local.get 1
local.get 14
i32.store offset=128
local.get 1
local.get 15
i32.store offset=124
local.get 1
local.get 16
i32.store8 offset=137
local.get 1
local.get 5
i32.store offset=108
local.get 1
local.get 6
i32.store offset=104
local.get 1
local.get 5
i32.store offset=100
local.get 1
local.get 7
i32.store offset=96
local.get 1
local.get 8
i32.store offset=92
local.get 1
local.get 7
i32.store offset=88
local.get 1
local.get 9
i32.store offset=84
local.get 1
local.get 10
i32.store offset=80
local.get 1
local.get 9
i32.store offset=76
local.get 1
local.get 11
i32.store offset=72
local.get 1
local.get 12
i32.store offset=68
local.get 1
local.get 11
i32.store offset=64
local.get 1
local.get 3
i32.store8 offset=136
i32.const 0
i32.const 78064
i32.const 0
i32.load offset=78064
i32.const -2147483648
i32.eq
select
call 41
drop
local.get 1
i32.const 144
i32.add
local.get 1
i32.const 64
i32.add
call 13
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 1
i64.load offset=144
local.tee 17
i64.const 3
i64.eq
br_if 0 (;@3;)
local.get 1
local.get 1
i64.load offset=160
i64.store offset=16
local.get 1
local.get 1
i32.load offset=168
i32.store offset=24
local.get 1
i64.load offset=152
local.set 18
local.get 1
i32.load8_u offset=172
local.set 15
local.get 1
i32.const 64
i32.add
call 38
local.get 0
i32.const 104
i32.const 8
call 30
local.get 17
i64.const 2
i64.eq
br_if 1 (;@2;)
i32.const 0
local.get 15
i32.store8 offset=78104
i32.const 0
i32.const 1
i32.store8 offset=78096
local.get 1
local.get 1
i32.load offset=24
i32.store offset=72
local.get 1
local.get 1
i64.load offset=16
i64.store offset=64
local.get 1
i32.const 8
i32.add
local.get 1
i32.const 64
i32.add
call 87
i32.const 0
local.get 1
i64.load offset=8
i64.store offset=78108 align=4
block ;; label = @4
local.get 17
i32.wrap_i64
i32.const 1
i32.and
i32.eqz
br_if 0 (;@4;)
i32.const 0
local.get 18
i64.store offset=78128
i32.const 0
i32.const 1
i32.store8 offset=78120
br 3 (;@1;)
end
i32.const 0
i32.const 0
i32.store8 offset=78120
br 2 (;@1;)
end
call 88
unreachable
end
i32.const 0
i32.const 0
i32.store8 offset=78096
end
local.get 1
i32.const 176
i32.add
global.set 0
i32.const 78096
)
(func (;86;) (type 4)
block ;; label = @1
i32.const 0
i32.load8_u offset=78681
br_if 0 (;@1;)
call 1
i32.const 0
i32.const 1
i32.store8 offset=78681
end
)
(func (;87;) (type 2) (param i32 i32)
(local i32 i32 i32 i32)
block ;; label = @1
local.get 1
i32.load
local.tee 2
local.get 1
i32.load offset=8
local.tee 3
i32.le_u
br_if 0 (;@1;)
local.get 1
i32.load offset=4
local.set 4
block ;; label = @2
block ;; label = @3
local.get 3
br_if 0 (;@3;)
i32.const 1
local.set 5
local.get 4
i32.const 1
local.get 2
call 161
br 1 (;@2;)
end
local.get 4
local.get 2
i32.const 1
local.get 3
call 102
local.tee 5
br_if 0 (;@2;)
i32.const 1
local.get 3
call 57
unreachable
end
local.get 1
local.get 5
i32.store offset=4
end
local.get 0
local.get 3
i32.store offset=4
local.get 0
local.get 1
i32.load offset=4
i32.store
)
(func (;88;) (type 4)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 0
global.set 0
local.get 0
i32.const 5
i64.extend_i32_u
i64.const 32
i64.shl
local.get 0
i32.const 15
i32.add
i64.extend_i32_u
i64.or
i64.store
i32.const 66242
local.get 0
i32.const 68088
call 96
unreachable
)
(func (;89;) (type 11) (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i64)
global.get 0
i32.const 176
i32.sub
local.tee 15
global.set 0
call 86
local.get 15
i32.const 20
i32.add
local.get 12
call 49
local.get 12
local.set 16
local.get 11
local.set 17
block ;; label = @1
loop ;; label = @2
local.get 16
i32.eqz
br_if 1 (;@1;)
local.get 15
local.get 17
i32.load
i32.store offset=36
local.get 15
local.get 17
i32.const 12
i32.add
i32.load
local.tee 18
i32.store offset=52
local.get 15
local.get 17
i32.const 8
i32.add
i32.load
i32.store offset=48
local.get 15
local.get 18
i32.store offset=44
local.get 15
local.get 17
i32.const 4
i32.add
i32.load
local.tee 18
i32.store offset=40
local.get 15
local.get 18
i32.store offset=32
local.get 16
i32.const -1
i32.add
local.set 16
local.get 17
i32.const 16
i32.add
local.set 17
local.get 15
i32.const 20
i32.add
local.get 15
i32.const 32
i32.add
call 51
br 0 (;@2;)
end
end
local.get 11
local.get 12
i32.const 4
i32.shl
i32.const 4
call 82
local.get 15
local.get 1
i32.store offset=64
local.get 15
local.get 0
i32.store offset=60
local.get 15
local.get 1
i32.store offset=56
local.get 15
local.get 15
i64.load offset=20 align=4
i64.store offset=104 align=4
local.get 15
local.get 15
i32.load offset=28
i32.store offset=112
local.get 15
local.get 9
i32.const 3
local.get 8
select
i32.store8 offset=129
local.get 15
local.get 7
i32.store offset=100
local.get 15
local.get 6
i32.store offset=96
local.get 15
local.get 7
i32.store offset=92
local.get 15
local.get 5
i32.store offset=88
local.get 15
local.get 4
i32.store offset=84
local.get 15
local.get 5
i32.store offset=80
local.get 15
local.get 3
i32.store offset=76
local.get 15
local.get 2
i32.store offset=72
local.get 15
local.get 3
i32.store offset=68
local.get 15
local.get 10
i32.store8 offset=128
local.get 15
local.get 14
i32.store offset=124
local.get 15
local.get 13
i32.store offset=120
local.get 15
local.get 14
i32.store offset=116
i32.const 0
local.set 17
i32.const 0
i32.const 78064
i32.const 0
i32.load offset=78064
i32.const -2147483648
i32.eq
select
call 41
drop
local.get 15
i32.const 144
i32.add
local.get 15
i32.const 56
i32.add
call 13
block ;; label = @1
block ;; label = @2
local.get 15
i64.load offset=144
local.tee 19
i64.const 2
i64.eq
local.tee 16
i32.eqz
br_if 0 (;@2;)
i32.const 1
local.set 12
i32.const 0
local.set 18
br 1 (;@1;)
end
local.get 15
local.get 15
i32.load offset=165 align=1
i32.store offset=136
local.get 15
local.get 15
i32.load offset=168 align=1
i32.store offset=139 align=1
local.get 15
i32.load8_u offset=172
local.set 14
local.get 15
i32.load8_u offset=164
local.set 10
local.get 15
i32.load offset=160
local.set 18
local.get 15
i32.load offset=156
local.set 12
local.get 15
i32.load offset=152
local.set 17
end
local.get 15
i32.const 56
i32.add
call 38
block ;; label = @1
block ;; label = @2
local.get 16
br_if 0 (;@2;)
i32.const 0
local.get 14
i32.store8 offset=78144
i32.const 0
i32.const 1
i32.store8 offset=78136
local.get 15
local.get 15
i32.load offset=139 align=1
i32.store offset=64 align=1
local.get 15
local.get 15
i32.load offset=136
i32.store offset=61 align=1
local.get 15
local.get 10
i32.store8 offset=60
local.get 15
local.get 18
i32.store offset=56
local.get 15
i32.const 8
i32.add
local.get 15
i32.const 56
i32.add
call 87
i32.const 0
local.get 15
i64.load offset=8
i64.store offset=78148 align=4
block ;; label = @3
local.get 19
i32.wrap_i64
i32.const 1
i32.and
i32.eqz
br_if 0 (;@3;)
i32.const 0
local.get 12
i32.store offset=78172
i32.const 0
local.get 17
i32.store offset=78168
i32.const 0
i32.const 1
i32.store8 offset=78160
br 2 (;@1;)
end
i32.const 0
i32.const 0
i32.store8 offset=78160
br 1 (;@1;)
end
i32.const 0
local.get 10
i32.store8 offset=78144
i32.const 0
i32.const 0
i32.store8 offset=78136
local.get 15
local.get 18
i32.store offset=64
local.get 15
local.get 12
i32.store offset=60
local.get 15
local.get 17
i32.store offset=56
local.get 15
local.get 15
i32.const 56
i32.add
call 87
i32.const 0
local.get 15
i64.load
i64.store offset=78148 align=4
end
local.get 15
i32.const 176
i32.add
global.set 0
i32.const 78136
)
(func (;90;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64)
global.get 0
i32.const 352
i32.sub
local.tee 2
global.set 0
call 86
call 91
local.get 2
i32.const 0
i32.store offset=68
local.get 2
local.get 1
i32.store offset=64
local.get 2
local.get 0
i32.store offset=60
local.get 2
i32.const 128
i32.store8 offset=72
local.get 2
i32.const 0
i32.store offset=56
local.get 2
i64.const 4294967296
i64.store offset=48 align=4
local.get 2
i32.const -2147483648
i32.store offset=76
local.get 2
i32.const 0
i32.store offset=88
local.get 2
local.get 2
i32.const 76
i32.add
i32.store offset=116
local.get 2
local.get 2
i32.const 88
i32.add
i32.store offset=112
local.get 2
i32.const 256
i32.add
local.get 2
i32.const 48
i32.add
call 66
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
i32.load8_u offset=256
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 2
i32.load offset=260
local.set 3
br 1 (;@2;)
end
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
block ;; label = @17
block ;; label = @18
block ;; label = @19
block ;; label = @20
block ;; label = @21
block ;; label = @22
local.get 2
i32.load8_u offset=257
i32.const 1
i32.ne
br_if 0 (;@22;)
block ;; label = @23
block ;; label = @24
block ;; label = @25
block ;; label = @26
local.get 2
i32.load8_u offset=258
local.tee 4
i32.const 91
i32.eq
br_if 0 (;@26;)
local.get 4
i32.const 123
i32.eq
br_if 1 (;@25;)
local.get 2
i32.const 48
i32.add
local.get 2
i32.const 112
i32.add
i32.const 68936
call 74
local.get 2
i32.const 48
i32.add
call 72
local.set 3
br 24 (;@2;)
end
local.get 2
local.get 2
i32.load8_u offset=72
i32.const -1
i32.add
local.tee 4
i32.store8 offset=72
local.get 4
i32.const 255
i32.and
i32.eqz
br_if 22 (;@3;)
local.get 2
local.get 2
i32.load offset=68
i32.const 1
i32.add
i32.store offset=68
local.get 2
i32.const 1
i32.store8 offset=272
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=268
local.get 2
local.get 2
i32.const 76
i32.add
i32.store offset=264
local.get 2
local.get 2
i32.const 88
i32.add
i32.store offset=260
local.get 2
i32.const 0
i32.store8 offset=176
local.get 2
i32.const 0
i32.store offset=172
local.get 2
i64.const 0
i64.store offset=160 align=4
local.get 2
i64.const 17179869184
i64.store offset=152 align=4
local.get 2
i64.const 1
i64.store offset=184 align=4
local.get 2
i32.const 1
i32.store offset=256
local.get 2
local.get 2
i32.const 76
i32.add
i32.store offset=204
local.get 2
local.get 2
i32.const 88
i32.add
i32.store offset=192
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 256
i32.add
i32.const 12
i32.add
local.tee 4
call 75
local.get 2
i32.const 152
i32.add
i32.const 12
i32.add
local.set 5
block ;; label = @26
block ;; label = @27
block ;; label = @28
block ;; label = @29
local.get 2
i32.load8_u offset=336
i32.const 1
i32.ne
br_if 0 (;@29;)
local.get 2
i32.load offset=340
local.set 3
local.get 2
i32.const 184
i32.add
call 31
br 1 (;@28;)
end
block ;; label = @29
local.get 2
i32.load8_u offset=337
local.tee 6
br_if 0 (;@29;)
local.get 2
i32.const 184
i32.add
call 31
local.get 2
local.get 2
i32.load offset=160
i32.store offset=296
local.get 2
local.get 2
i64.load offset=152 align=4
i64.store offset=288
br 3 (;@26;)
end
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 184
i32.add
local.get 2
i32.load offset=268
call 63
local.get 2
i32.load offset=340
local.set 3
local.get 2
i32.load offset=336
local.tee 7
i32.const -2147483648
i32.ne
br_if 1 (;@27;)
end
local.get 2
i32.const 76
i32.add
local.get 2
i32.const 88
i32.add
call 64
br 12 (;@15;)
end
local.get 2
local.get 2
i32.load offset=344
i32.store offset=296
local.get 2
local.get 3
i32.store offset=292
local.get 2
local.get 7
i32.store offset=288
end
local.get 2
local.get 2
i32.load offset=264
local.tee 8
i32.store offset=228
local.get 2
local.get 2
i32.load offset=260
local.tee 9
i32.store offset=216
local.get 2
local.get 2
i32.load offset=256
local.tee 7
i32.store offset=212
local.get 2
i32.const 1
i32.store offset=208
local.get 2
local.get 7
i32.const 1
i32.add
i32.store offset=256
local.get 2
i32.const 336
i32.add
local.get 4
call 75
block ;; label = @26
block ;; label = @27
block ;; label = @28
block ;; label = @29
block ;; label = @30
local.get 2
i32.load8_u offset=336
i32.const 1
i32.ne
br_if 0 (;@30;)
local.get 2
i32.load offset=340
local.set 3
local.get 2
i32.const 208
i32.add
call 31
br 1 (;@29;)
end
local.get 2
i32.load8_u offset=337
local.tee 10
i32.const 1
i32.ne
br_if 2 (;@27;)
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 208
i32.add
local.get 2
i32.load offset=268
call 65
local.get 2
i32.load offset=340
local.set 3
local.get 2
i32.load offset=336
i32.const 1
i32.ne
br_if 1 (;@28;)
end
local.get 8
local.get 9
call 64
local.get 2
i32.const 288
i32.add
call 23
local.get 6
br_if 13 (;@15;)
br 14 (;@14;)
end
local.get 2
local.get 2
i64.load offset=344 align=4
i64.store offset=308 align=4
local.get 2
local.get 3
i32.store offset=304
br 1 (;@26;)
end
local.get 2
i32.const 208
i32.add
call 31
local.get 2
local.get 5
i32.load offset=8
i32.store offset=312
local.get 2
local.get 5
i64.load align=4
i64.store offset=304
end
local.get 2
local.get 2
i32.load offset=264
local.tee 8
i32.store offset=252
local.get 2
local.get 2
i32.load offset=260
local.tee 9
i32.store offset=240
local.get 2
local.get 2
i32.load offset=256
local.tee 7
i32.store offset=236
local.get 2
i32.const 1
i32.store offset=232
local.get 2
local.get 7
i32.const 1
i32.add
i32.store offset=256
local.get 2
i32.const 336
i32.add
local.get 4
call 75
block ;; label = @26
block ;; label = @27
block ;; label = @28
block ;; label = @29
block ;; label = @30
local.get 2
i32.load8_u offset=336
i32.const 1
i32.ne
br_if 0 (;@30;)
local.get 2
i32.load offset=340
local.set 3
local.get 2
i32.const 232
i32.add
call 31
br 1 (;@29;)
end
local.get 2
i32.load8_u offset=337
i32.const 1
i32.ne
br_if 2 (;@27;)
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 232
i32.add
local.get 2
i32.load offset=268
call 77
local.get 2
i32.load8_u offset=336
i32.const 1
i32.ne
br_if 1 (;@28;)
local.get 2
i32.load offset=340
local.set 3
end
local.get 8
local.get 9
call 64
local.get 2
i32.const 304
i32.add
call 24
local.get 2
i32.const 288
i32.add
call 23
local.get 6
br_if 4 (;@24;)
br 12 (;@16;)
end
local.get 2
i32.load8_u offset=337
local.set 8
br 1 (;@26;)
end
local.get 2
i32.const 232
i32.add
call 31
i32.const 0
local.set 8
end
local.get 2
local.get 2
i64.load offset=304
i64.store offset=336
local.get 2
local.get 2
i32.load offset=312
i32.store offset=344
local.get 2
i32.load offset=296
local.set 7
local.get 2
i32.load offset=292
local.set 3
local.get 2
i32.load offset=288
local.set 4
local.get 6
br_if 2 (;@23;)
br 8 (;@17;)
end
local.get 2
local.get 2
i32.load8_u offset=72
i32.const -1
i32.add
local.tee 4
i32.store8 offset=72
local.get 4
i32.const 255
i32.and
i32.eqz
br_if 6 (;@18;)
local.get 2
local.get 2
i32.load offset=68
i32.const 1
i32.add
i32.store offset=68
local.get 2
i32.const 1
i32.store8 offset=272
local.get 2
i32.const -2147483648
i32.store offset=256
local.get 2
local.get 2
i32.const 88
i32.add
i32.store offset=276
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=268
local.get 2
local.get 2
i32.const 76
i32.add
i32.store offset=280
local.get 2
i32.const -2147483648
i32.store offset=288
local.get 2
i32.const 0
i32.store offset=304
local.get 2
i32.const 308
i32.add
local.set 11
local.get 2
i32.const 256
i32.add
i32.const 12
i32.add
local.set 12
local.get 2
i32.const 88
i32.add
local.set 7
local.get 2
i32.const 76
i32.add
local.set 10
i32.const -2147483648
local.set 13
i32.const 2
local.set 14
i32.const 0
local.set 9
i32.const 0
local.set 15
loop ;; label = @25
local.get 2
i32.const 152
i32.add
local.get 12
call 68
block ;; label = @26
block ;; label = @27
block ;; label = @28
block ;; label = @29
block ;; label = @30
block ;; label = @31
block ;; label = @32
block ;; label = @33
local.get 2
i32.load8_u offset=152
i32.const 1
i32.ne
br_if 0 (;@33;)
local.get 2
i32.load offset=156
local.set 3
br 1 (;@32;)
end
local.get 2
i32.load8_u offset=153
i32.const 1
i32.ne
br_if 4 (;@28;)
local.get 2
i32.load offset=268
local.tee 4
i32.const 0
i32.store offset=8
local.get 4
local.get 4
i32.load offset=20
i32.const 1
i32.add
i32.store offset=20
local.get 2
i32.const 336
i32.add
local.get 4
i32.const 12
i32.add
local.get 4
call 69
local.get 2
i32.load offset=340
local.set 6
block ;; label = @33
local.get 2
i32.load offset=336
local.tee 8
i32.const 2
i32.ne
br_if 0 (;@33;)
local.get 6
local.set 3
br 1 (;@32;)
end
local.get 2
i32.load offset=344
local.set 5
block ;; label = @33
block ;; label = @34
local.get 8
i32.const 1
i32.ne
br_if 0 (;@34;)
local.get 2
i32.const 152
i32.add
local.get 6
local.get 5
call 3
local.get 2
i32.load offset=256
local.get 2
i32.load offset=260
call 36
local.get 2
local.get 2
i32.load offset=160
i32.store offset=264
local.get 2
local.get 2
i64.load offset=152 align=4
i64.store offset=256
br 1 (;@33;)
end
local.get 2
i32.const 152
i32.add
local.get 6
local.get 5
call 3
local.get 2
i32.load offset=256
local.get 2
i32.load offset=260
call 36
local.get 2
local.get 2
i32.load offset=160
i32.store offset=264
local.get 2
local.get 2
i64.load offset=152 align=4
i64.store offset=256
end
local.get 6
local.get 5
i32.const 67992
i32.const 10
call 9
br_if 1 (;@31;)
local.get 6
local.get 5
i32.const 68002
i32.const 8
call 9
br_if 2 (;@30;)
local.get 6
local.get 5
i32.const 68010
i32.const 13
call 9
br_if 3 (;@29;)
local.get 2
local.get 5
i32.store offset=324
local.get 2
local.get 6
i32.store offset=320
local.get 2
i32.const 3
i32.store offset=332
local.get 2
i32.const 68024
i32.store offset=328
local.get 2
i32.const 6
i32.store offset=164
local.get 2
i32.const 1
i32.store offset=156
local.get 2
local.get 2
i32.const 328
i32.add
i32.store offset=160
local.get 2
local.get 2
i32.const 320
i32.add
i32.store offset=152
i32.const 66180
local.get 2
i32.const 152
i32.add
call 12
local.set 3
end
local.get 2
i32.load offset=256
local.set 4
local.get 2
i32.const -2147483648
i32.store offset=256
i32.const 8
local.set 6
block ;; label = @32
local.get 4
i32.const -2147483648
i32.eq
br_if 0 (;@32;)
local.get 2
local.get 2
i64.load offset=260 align=4
i64.store offset=164 align=4
local.get 2
local.get 4
i32.store offset=160
i32.const 2
local.set 6
end
local.get 2
local.get 6
i32.store offset=152
local.get 2
local.get 7
i32.store offset=156
local.get 10
local.get 2
i32.const 152
i32.add
call 64
local.get 2
i32.const 152
i32.add
call 31
br 11 (;@20;)
end
block ;; label = @31
local.get 13
i32.const -2147483648
i32.eq
br_if 0 (;@31;)
i32.const 67992
i32.const 10
call 10
local.set 3
br 11 (;@20;)
end
local.get 2
i32.const 152
i32.add
local.get 2
i32.const 256
i32.add
call 61
local.get 2
i32.load offset=156
local.set 3
local.get 2
i32.load offset=152
local.tee 13
i32.const -2147483648
i32.eq
br_if 10 (;@20;)
local.get 2
i32.load offset=160
local.set 16
local.get 2
i32.const 288
i32.add
call 22
local.get 2
local.get 16
i32.store offset=296
local.get 2
local.get 3
i32.store offset=292
local.get 2
local.get 13
i32.store offset=288
local.get 2
i32.load offset=280
local.set 10
local.get 2
i32.load offset=276
local.set 7
br 5 (;@25;)
end
local.get 9
i32.eqz
br_if 3 (;@26;)
i32.const 68002
i32.const 8
call 10
local.set 3
br 9 (;@20;)
end
local.get 14
i32.const 255
i32.and
i32.const 2
i32.eq
br_if 1 (;@27;)
i32.const 68010
i32.const 13
call 10
local.set 3
br 8 (;@20;)
end
local.get 2
i64.const 0
i64.store offset=160 align=4
local.get 2
i32.const 0
i32.store offset=172
local.get 2
i64.const 17179869184
i64.store offset=152 align=4
local.get 2
i32.const 0
i32.store8 offset=176
local.get 2
local.get 11
local.get 2
i32.const 164
i32.add
local.tee 5
local.get 9
i32.const 1
i32.and
local.tee 6
select
local.tee 4
i64.load align=4
i64.store offset=336
local.get 2
local.get 4
i32.load offset=8
i32.store offset=344
block ;; label = @28
local.get 13
i32.const -2147483648
i32.eq
local.tee 4
br_if 0 (;@28;)
local.get 2
i32.const 152
i32.add
call 23
end
block ;; label = @28
local.get 6
i32.eqz
br_if 0 (;@28;)
local.get 5
call 24
end
i32.const 0
local.get 16
local.get 4
select
local.set 7
i32.const 4
local.get 3
local.get 4
select
local.set 3
i32.const 0
local.get 13
local.get 4
select
local.set 4
local.get 15
i32.const 1
i32.and
local.set 6
br 8 (;@19;)
end
local.get 2
i32.load offset=256
local.set 6
local.get 2
i32.const -2147483648
i32.store offset=256
local.get 2
i32.load offset=276
local.set 7
local.get 2
i64.load offset=260 align=4
local.set 17
local.get 2
local.get 2
i32.load offset=280
local.tee 10
i32.store offset=172
local.get 2
local.get 17
i64.store offset=164 align=4
local.get 2
local.get 6
i32.store offset=160
local.get 2
local.get 7
i32.store offset=156
local.get 2
i32.const 8
i32.const 2
local.get 6
i32.const -2147483648
i32.eq
select
i32.store offset=152
block ;; label = @27
local.get 4
call 62
local.tee 6
i32.eqz
br_if 0 (;@27;)
local.get 2
i32.const 152
i32.add
call 31
local.get 6
local.set 3
br 6 (;@21;)
end
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 152
i32.add
local.get 4
call 77
block ;; label = @27
local.get 2
i32.load8_u offset=336
i32.const 1
i32.ne
br_if 0 (;@27;)
local.get 2
i32.load offset=340
local.set 3
br 6 (;@21;)
end
local.get 2
i32.load8_u offset=337
local.tee 14
local.set 15
br 1 (;@25;)
end
local.get 2
i32.load offset=256
local.set 6
local.get 2
i32.const -2147483648
i32.store offset=256
local.get 2
i32.load offset=276
local.set 7
local.get 2
i64.load offset=260 align=4
local.set 17
local.get 2
local.get 2
i32.load offset=280
local.tee 10
i32.store offset=172
local.get 2
local.get 17
i64.store offset=164 align=4
local.get 2
local.get 6
i32.store offset=160
local.get 2
local.get 7
i32.store offset=156
local.get 2
i32.const 8
i32.const 2
local.get 6
i32.const -2147483648
i32.eq
select
i32.store offset=152
block ;; label = @26
local.get 4
call 62
local.tee 6
i32.eqz
br_if 0 (;@26;)
local.get 2
i32.const 152
i32.add
call 31
local.get 6
local.set 3
br 5 (;@21;)
end
local.get 2
i32.const 336
i32.add
local.get 2
i32.const 152
i32.add
local.get 4
call 65
local.get 2
i32.load offset=340
local.set 4
block ;; label = @26
local.get 2
i32.load offset=336
i32.eqz
br_if 0 (;@26;)
local.get 4
local.set 3
br 5 (;@21;)
end
local.get 2
i64.load offset=344 align=4
local.set 17
local.get 2
i32.const 304
i32.add
call 28
local.get 2
local.get 17
i64.store offset=312 align=4
local.get 2
local.get 4
i32.store offset=308
i32.const 1
local.set 9
local.get 2
i32.const 1
i32.store offset=304
br 0 (;@25;)
end
end
local.get 2
i32.const 152
i32.add
call 23
br 7 (;@16;)
end
local.get 2
i32.const 152
i32.add
call 23
br 5 (;@17;)
end
local.get 2
i32.const 5
i32.store offset=152
local.get 2
i32.const 48
i32.add
local.get 2
i32.const 152
i32.add
call 67
local.set 3
br 19 (;@2;)
end
local.get 10
local.get 7
call 64
end
local.get 2
i32.const 304
i32.add
call 28
local.get 2
i32.const 288
i32.add
call 22
i32.const -2147483648
local.set 4
end
local.get 2
i32.load offset=256
local.get 2
i32.load offset=260
call 36
block ;; label = @19
block ;; label = @20
local.get 4
i32.const -2147483648
i32.ne
br_if 0 (;@20;)
local.get 2
i32.const 76
i32.add
local.get 2
i32.const 88
i32.add
call 64
br 1 (;@19;)
end
local.get 2
local.get 2
i32.load offset=344
i32.store offset=144
local.get 2
local.get 2
i64.load offset=336
i64.store offset=136
end
local.get 2
local.get 2
i32.load8_u offset=72
i32.const 1
i32.add
i32.store8 offset=72
local.get 2
i32.const 48
i32.add
call 71
local.set 5
local.get 2
local.get 7
i32.store offset=160
local.get 2
local.get 3
i32.store offset=156
local.get 2
local.get 5
i32.store offset=180
local.get 2
local.get 6
i32.store8 offset=176
local.get 2
local.get 2
i64.load offset=136
i64.store offset=164 align=4
local.get 2
local.get 2
i32.load offset=144
i32.store offset=172
local.get 2
local.get 4
i32.store offset=152
block ;; label = @19
local.get 4
i32.const -2147483648
i32.eq
br_if 0 (;@19;)
local.get 5
i32.eqz
br_if 10 (;@9;)
local.get 2
i32.const 152
i32.add
call 35
i32.const -2147483648
local.set 4
local.get 5
local.set 3
br 15 (;@4;)
end
local.get 5
i32.eqz
br_if 13 (;@5;)
local.get 5
call 29
br 13 (;@5;)
end
local.get 2
i32.const 24
i32.store offset=152
local.get 2
i32.const 48
i32.add
local.get 2
i32.const 152
i32.add
call 67
local.set 3
br 15 (;@2;)
end
local.get 8
i32.const 1
i32.and
local.set 6
local.get 10
i32.eqz
br_if 4 (;@12;)
br 3 (;@13;)
end
local.get 10
br_if 1 (;@14;)
br 4 (;@11;)
end
local.get 2
i32.const 152
i32.add
call 23
end
i32.const -2147483648
local.set 4
end
local.get 5
call 24
end
local.get 4
i32.const -2147483648
i32.eq
br_if 0 (;@11;)
local.get 2
local.get 2
i32.load offset=344
i32.store offset=128
local.get 2
local.get 2
i64.load offset=336
i64.store offset=120
br 1 (;@10;)
end
local.get 2
i32.const 76
i32.add
local.get 2
i32.const 88
i32.add
call 64
i32.const -2147483648
local.set 4
end
local.get 2
local.get 2
i32.load8_u offset=72
i32.const 1
i32.add
i32.store8 offset=72
local.get 2
i32.const 48
i32.add
call 76
local.set 5
local.get 2
local.get 7
i32.store offset=160
local.get 2
local.get 3
i32.store offset=156
local.get 2
local.get 5
i32.store offset=180
local.get 2
local.get 6
i32.store8 offset=176
local.get 2
local.get 2
i64.load offset=120
i64.store offset=164 align=4
local.get 2
local.get 2
i32.load offset=128
i32.store offset=172
local.get 2
local.get 4
i32.store offset=152
local.get 4
i32.const -2147483648
i32.eq
br_if 1 (;@8;)
local.get 5
br_if 2 (;@7;)
end
local.get 2
i64.load offset=172 align=4
local.set 17
local.get 2
i32.load offset=168
local.set 6
local.get 2
i32.load offset=164
local.set 10
br 4 (;@4;)
end
local.get 5
br_if 1 (;@6;)
br 2 (;@5;)
end
local.get 2
i32.const 152
i32.add
call 35
i32.const -2147483648
local.set 4
local.get 5
local.set 3
br 2 (;@4;)
end
local.get 5
call 29
end
i32.const -2147483648
local.set 4
end
local.get 4
i32.const -2147483648
i32.ne
br_if 2 (;@1;)
local.get 3
local.get 2
i32.const 48
i32.add
call 72
local.set 3
br 1 (;@2;)
end
local.get 2
i32.const 24
i32.store offset=152
local.get 2
i32.const 48
i32.add
local.get 2
i32.const 152
i32.add
call 67
local.set 3
end
local.get 2
i32.const 76
i32.add
local.get 2
i32.const 88
i32.add
call 64
i32.const -2147483648
local.set 4
end
local.get 2
i32.const 88
i32.add
call 31
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 4
i32.const -2147483648
i32.eq
br_if 0 (;@5;)
block ;; label = @6
local.get 2
i32.load offset=76
i32.const -2147483648
i32.eq
br_if 0 (;@6;)
local.get 2
i32.const 76
i32.add
call 32
end
local.get 2
local.get 17
i64.store offset=172 align=4
local.get 2
local.get 6
i32.store offset=168
local.get 2
local.get 10
i32.store offset=164
local.get 2
local.get 7
i32.store offset=160
local.get 2
local.get 3
i32.store offset=156
local.get 2
local.get 4
i32.store offset=152
local.get 2
i32.const 88
i32.add
local.get 2
i32.const 48
i32.add
call 66
local.get 2
i32.load8_u offset=88
i32.const 1
i32.ne
br_if 1 (;@4;)
local.get 2
i32.load offset=92
local.set 4
br 2 (;@3;)
end
local.get 2
i32.load offset=80
local.set 7
local.get 2
i32.load offset=84
local.set 5
local.get 2
i32.load offset=76
local.set 4
local.get 2
local.get 3
i32.store offset=268
local.get 2
i32.const 0
local.get 5
local.get 4
i32.const -2147483648
i32.eq
local.tee 6
select
local.tee 5
i32.store offset=264
local.get 2
i32.const 4
local.get 7
local.get 6
select
local.tee 8
i32.store offset=260
local.get 2
i32.const 0
local.get 4
local.get 6
select
i32.store offset=256
call 5
local.set 7
block ;; label = @5
block ;; label = @6
local.get 5
i32.eqz
br_if 0 (;@6;)
local.get 2
i32.const 336
i32.add
local.get 8
call 93
local.get 2
i32.load offset=336
i32.const -2147483648
i32.eq
br_if 0 (;@6;)
local.get 2
local.get 2
i32.load offset=344
i32.store offset=96
local.get 2
local.get 2
i64.load offset=336 align=4
i64.store offset=88
local.get 5
i32.const 4
i32.shl
i32.const -16
i32.add
local.set 4
local.get 8
i32.const 16
i32.add
local.set 6
block ;; label = @7
loop ;; label = @8
local.get 4
i32.eqz
br_if 1 (;@7;)
local.get 2
i32.const 152
i32.add
local.get 6
call 93
local.get 2
i32.const 88
i32.add
local.get 2
i32.load offset=156
local.get 2
i32.load offset=160
call 94
local.get 4
i32.const -16
i32.add
local.set 4
local.get 6
i32.const 16
i32.add
local.set 6
local.get 2
i32.const 152
i32.add
call 39
br 0 (;@8;)
end
end
local.get 2
local.get 2
i32.load offset=96
i32.store offset=160
local.get 2
local.get 2
i64.load offset=88
i64.store offset=152
br 1 (;@5;)
end
local.get 2
i32.const 0
i32.store offset=160
local.get 2
i64.const 4294967296
i64.store offset=152
end
local.get 2
i32.const 164
i32.add
local.get 3
call 95
local.get 7
local.get 2
i64.load offset=168
i64.store offset=16 align=4
local.get 7
local.get 2
i64.load offset=160
i64.store offset=8 align=4
local.get 7
local.get 2
i64.load offset=152
i64.store align=4
local.get 2
i32.const 256
i32.add
call 32
local.get 3
call 29
i32.const -2147483648
local.set 4
i32.const 1
local.set 10
i32.const 1
local.set 3
br 3 (;@1;)
end
local.get 2
i32.load8_u offset=89
i32.const 1
i32.ne
br_if 1 (;@2;)
local.get 2
i32.const 22
i32.store offset=256
local.get 2
i32.const 48
i32.add
local.get 2
i32.const 256
i32.add
call 67
local.set 4
end
call 5
local.set 7
local.get 2
i32.const 256
i32.add
local.get 4
call 95
i32.const 1
local.set 10
local.get 2
i32.const 24
i32.add
i32.const 0
i32.const 1
i32.const 1
call 50
local.get 2
i64.load offset=24
local.set 17
local.get 7
i32.const 0
i32.store offset=8
local.get 7
local.get 17
i64.store align=4
local.get 7
local.get 2
i64.load offset=256 align=4
i64.store offset=12 align=4
local.get 7
local.get 2
i32.load offset=264
i32.store offset=20
local.get 4
call 29
local.get 2
i32.const 152
i32.add
call 35
i32.const -2147483648
local.set 4
i32.const 1
local.set 3
br 1 (;@1;)
end
local.get 2
local.get 2
i32.const 168
i32.add
local.tee 6
i64.load align=4
i64.store offset=32
local.get 2
local.get 6
i32.load offset=8
i32.store offset=40
end
local.get 2
i32.load offset=48
local.get 2
i32.load offset=52
call 27
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 4
i32.const -2147483648
i32.eq
br_if 0 (;@5;)
local.get 2
local.get 2
i32.load offset=40
i32.store offset=264
local.get 2
local.get 2
i64.load offset=32
i64.store offset=256
i32.const 0
i32.load offset=78064
i32.const -2147483648
i32.ne
br_if 1 (;@4;)
i32.const 0
local.get 10
i32.store offset=78076
i32.const 0
local.get 7
i32.store offset=78072
i32.const 0
local.get 3
i32.store offset=78068
i32.const 0
local.get 4
i32.store offset=78064
i32.const 0
local.get 2
i64.load offset=256
i64.store offset=78080 align=4
i32.const 0
local.get 2
i32.load offset=264
i32.store offset=78088
i32.const -2147483648
local.set 3
local.get 2
i32.const -2147483648
i32.store offset=152
local.get 2
i32.const 152
i32.add
call 40
end
local.get 1
local.get 0
call 27
local.get 3
i32.const -2147483648
i32.eq
br_if 2 (;@2;)
i32.const 0
local.set 6
i32.const 0
i32.const 1
i32.store8 offset=78176
i32.const 0
local.set 1
block ;; label = @5
local.get 10
i32.eqz
br_if 0 (;@5;)
local.get 10
i32.const 4
i32.shl
local.tee 4
call 6
local.tee 1
i32.eqz
br_if 2 (;@3;)
end
local.get 7
local.get 10
i32.const 24
i32.mul
local.tee 9
i32.add
local.set 0
local.get 1
local.set 5
block ;; label = @5
loop ;; label = @6
local.get 7
local.get 6
i32.add
local.set 4
local.get 9
local.get 6
i32.eq
br_if 1 (;@5;)
block ;; label = @7
local.get 4
i32.load
local.tee 8
i32.const -2147483648
i32.eq
br_if 0 (;@7;)
local.get 4
i32.const 4
i32.add
i64.load align=4
local.set 17
local.get 2
local.get 4
i32.const 20
i32.add
i32.load
i32.store offset=160
local.get 2
local.get 4
i32.const 12
i32.add
i64.load align=4
i64.store offset=152
local.get 2
local.get 17
i64.store offset=260 align=4
local.get 2
local.get 8
i32.store offset=256
local.get 2
i32.const 16
i32.add
local.get 2
i32.const 256
i32.add
call 87
local.get 5
local.get 2
i64.load offset=16
i64.store align=4
local.get 2
i32.const 8
i32.add
local.get 2
i32.const 152
i32.add
call 87
local.get 5
i32.const 8
i32.add
local.get 2
i64.load offset=8
i64.store align=4
local.get 5
i32.const 16
i32.add
local.set 5
local.get 6
i32.const 24
i32.add
local.set 6
br 1 (;@6;)
end
end
local.get 4
i32.const 24
i32.add
local.set 4
end
local.get 0
local.get 4
i32.sub
i32.const 24
i32.div_u
local.set 6
block ;; label = @5
loop ;; label = @6
local.get 6
i32.eqz
br_if 1 (;@5;)
local.get 4
i32.load
local.get 4
i32.const 4
i32.add
i32.load
call 27
local.get 4
i32.const 12
i32.add
i32.load
local.get 4
i32.const 16
i32.add
i32.load
call 27
local.get 6
i32.const -1
i32.add
local.set 6
local.get 4
i32.const 24
i32.add
local.set 4
br 0 (;@6;)
end
end
local.get 3
local.get 7
i32.const 4
i32.const 24
call 37
i32.const 0
local.get 1
i32.store offset=78180
i32.const 0
local.get 10
i32.store offset=78184
br 3 (;@1;)
end
local.get 2
local.get 10
i32.store offset=164
local.get 2
local.get 7
i32.store offset=160
local.get 2
local.get 3
i32.store offset=156
local.get 2
local.get 2
i64.load offset=256
i64.store offset=168 align=4
local.get 2
local.get 2
i32.load offset=264
i32.store offset=176
local.get 2
local.get 4
i32.store offset=152
local.get 2
i32.const 152
i32.add
call 40
i32.const 67940
i32.const 53
i32.const 67924
call 96
unreachable
end
i32.const 4
local.get 4
call 7
unreachable
end
i32.const 0
i32.const 0
i32.store8 offset=78176
end
local.get 2
i32.const 352
i32.add
global.set 0
i32.const 78176
)
(func (;91;) (type 4)
block ;; label = @1
block ;; label = @2
block ;; label = @3
i32.const 0
i32.load offset=78224
i32.const 2147483647
i32.and
i32.eqz
br_if 0 (;@3;)
call 154
i32.eqz
br_if 1 (;@2;)
end
i32.const 0
i32.load offset=78216
br_if 1 (;@1;)
i32.const 0
i32.const 1
i32.store offset=78220
return
end
i32.const 77048
i32.const 105
i32.const 77100
call 96
end
unreachable
)
(func (;92;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
local.get 0
i32.load
local.set 3
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 0
i32.load offset=4
local.tee 0
br_table 4 (;@1;) 2 (;@3;) 1 (;@4;) 0 (;@5;)
end
i32.const 1
local.set 4
local.get 1
i32.load
local.tee 5
i32.const 72024
i32.const 7
local.get 1
i32.load offset=4
local.tee 6
i32.load offset=12
local.tee 7
call_indirect (type 0)
br_if 2 (;@2;)
local.get 0
i32.const 3
i32.shl
local.set 0
i32.const 0
local.set 1
loop ;; label = @5
block ;; label = @6
local.get 0
br_if 0 (;@6;)
i32.const 0
local.set 4
br 4 (;@2;)
end
local.get 2
local.get 3
i32.store offset=28
block ;; label = @6
local.get 1
i32.eqz
br_if 0 (;@6;)
local.get 5
i32.const 72031
i32.const 2
local.get 7
call_indirect (type 0)
br_if 4 (;@2;)
end
local.get 2
i32.const 7
i32.store offset=16
local.get 2
local.get 2
i32.const 28
i32.add
i32.store offset=12
local.get 5
local.get 6
i32.const 67916
local.get 2
i32.const 12
i32.add
call 150
br_if 3 (;@2;)
local.get 3
i32.const 8
i32.add
local.set 3
local.get 1
i32.const -1
i32.add
local.set 1
local.get 0
i32.const -8
i32.add
local.set 0
br 0 (;@5;)
end
end
local.get 2
i32.const 8
i32.store offset=24
local.get 2
i32.const 8
i32.store offset=16
local.get 2
local.get 3
i32.store offset=12
local.get 2
local.get 3
i32.const 8
i32.add
i32.store offset=20
local.get 1
i32.load
local.get 1
i32.load offset=4
i32.const 67836
local.get 2
i32.const 12
i32.add
call 150
local.set 4
br 1 (;@2;)
end
local.get 2
i32.const 8
i32.store offset=16
local.get 2
local.get 3
i32.store offset=12
local.get 1
i32.load
local.get 1
i32.load offset=4
i32.const 67916
local.get 2
i32.const 12
i32.add
call 150
local.set 4
end
local.get 2
i32.const 32
i32.add
global.set 0
local.get 4
return
end
i32.const 71992
i32.const 14
i32.const 72008
call 46
unreachable
)
(func (;93;) (type 2) (param i32 i32)
(local i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
i32.load
br_table 0 (;@4;) 1 (;@3;) 2 (;@2;) 2 (;@2;) 0 (;@4;)
end
local.get 2
local.get 1
i32.const 4
i32.add
i32.store
local.get 2
i32.const 9
i32.store offset=16
local.get 2
local.get 2
i32.store offset=12
local.get 0
local.get 2
i32.const 12
i32.add
call 139
br 2 (;@1;)
end
local.get 2
i32.const 12
i32.add
local.get 1
i32.load offset=8
local.get 1
i32.load offset=12
i32.const 126
i32.const 71828
call 140
local.get 2
local.get 2
i32.load offset=16
local.get 2
i32.load offset=20
i32.const 47
i32.const 71830
call 140
local.get 2
i32.const 10
i32.store offset=28
local.get 2
local.get 2
i32.store offset=24
local.get 0
local.get 2
i32.const 24
i32.add
call 139
local.get 2
call 39
local.get 2
i32.const 12
i32.add
call 39
br 1 (;@1;)
end
local.get 0
i32.const 0
i32.store offset=8
local.get 0
i64.const 4294967296
i64.store align=4
end
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;94;) (type 3) (param i32 i32 i32)
(local i32)
local.get 0
local.get 2
call 142
local.get 0
i32.load offset=8
local.set 3
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 3
i32.add
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
)
(func (;95;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 112
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 0
i32.store offset=20
local.get 2
i64.const 4294967296
i64.store offset=12 align=4
local.get 2
i32.const 71832
i32.store offset=28
local.get 2
i64.const 1610612768
i64.store offset=32 align=4
local.get 2
local.get 2
i32.const 12
i32.add
i32.store offset=24
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 1
i32.load offset=12
br_if 0 (;@3;)
local.get 1
local.get 2
i32.const 24
i32.add
call 149
i32.eqz
br_if 1 (;@2;)
br 2 (;@1;)
end
local.get 2
i32.const 4
i32.store offset=60
local.get 2
i32.const 4
i32.store offset=52
local.get 2
local.get 1
i32.const 12
i32.add
i32.store offset=48
local.get 2
i32.const 11
i32.store offset=44
local.get 2
local.get 1
i32.store offset=40
local.get 2
local.get 1
i32.const 16
i32.add
i32.store offset=56
local.get 2
i32.const 12
i32.add
i32.const 71832
i32.const 66035
local.get 2
i32.const 40
i32.add
call 150
br_if 1 (;@1;)
end
local.get 2
i32.load offset=12
local.set 3
local.get 2
i32.const 40
i32.add
local.get 2
i32.load offset=16
local.tee 4
local.get 2
i32.load offset=20
local.tee 5
i32.const 75884
i32.const 9
call 123
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 2
i32.load offset=40
br_if 0 (;@4;)
local.get 2
i32.load8_u offset=53
local.set 6
local.get 2
i32.load offset=48
local.set 1
local.get 2
i32.load offset=92
local.set 7
local.get 2
i32.load offset=88
local.set 8
local.get 2
i32.load8_u offset=54
i32.const 1
i32.and
local.set 9
block ;; label = @5
block ;; label = @6
loop ;; label = @7
block ;; label = @8
local.get 9
i32.eqz
br_if 0 (;@8;)
i32.const 0
local.set 1
br 3 (;@5;)
end
block ;; label = @8
local.get 1
i32.eqz
br_if 0 (;@8;)
block ;; label = @9
block ;; label = @10
local.get 1
local.get 7
i32.lt_u
br_if 0 (;@10;)
local.get 1
local.get 7
i32.eq
br_if 1 (;@9;)
br 8 (;@2;)
end
local.get 8
local.get 1
i32.add
i32.load8_s
i32.const -64
i32.lt_s
br_if 7 (;@2;)
end
block ;; label = @9
local.get 8
local.get 1
i32.add
local.tee 10
i32.const -1
i32.add
i32.load8_s
local.tee 11
i32.const -1
i32.gt_s
br_if 0 (;@9;)
block ;; label = @10
block ;; label = @11
local.get 10
i32.const -2
i32.add
i32.load8_u
local.tee 12
i32.extend8_s
local.tee 13
i32.const -64
i32.lt_s
br_if 0 (;@11;)
local.get 12
i32.const 31
i32.and
local.set 10
br 1 (;@10;)
end
block ;; label = @11
block ;; label = @12
local.get 10
i32.const -3
i32.add
i32.load8_u
local.tee 12
i32.extend8_s
local.tee 14
i32.const -64
i32.lt_s
br_if 0 (;@12;)
local.get 12
i32.const 15
i32.and
local.set 10
br 1 (;@11;)
end
local.get 10
i32.const -4
i32.add
i32.load8_u
i32.const 7
i32.and
i32.const 6
i32.shl
local.get 14
i32.const 63
i32.and
i32.or
local.set 10
end
local.get 10
i32.const 6
i32.shl
local.get 13
i32.const 63
i32.and
i32.or
local.set 10
end
local.get 10
i32.const 6
i32.shl
local.get 11
i32.const 63
i32.and
i32.or
local.set 11
end
local.get 6
i32.const 1
i32.and
br_if 2 (;@6;)
block ;; label = @9
block ;; label = @10
local.get 11
i32.const 128
i32.ge_u
br_if 0 (;@10;)
i32.const -1
local.set 11
br 1 (;@9;)
end
block ;; label = @10
local.get 11
i32.const 2048
i32.ge_u
br_if 0 (;@10;)
i32.const -2
local.set 11
br 1 (;@9;)
end
i32.const -3
i32.const -4
local.get 11
i32.const 65536
i32.lt_u
select
local.set 11
end
local.get 11
local.get 1
i32.add
local.set 1
i32.const 1
local.set 6
br 1 (;@7;)
end
end
i32.const 0
local.set 1
local.get 6
i32.const 1
i32.and
i32.eqz
br_if 1 (;@5;)
end
local.get 2
local.get 1
i32.store offset=28
i32.const 1
local.set 1
end
local.get 2
local.get 1
i32.store offset=24
br 1 (;@3;)
end
local.get 2
i32.const 48
i32.add
local.set 1
local.get 2
i32.load offset=100
local.set 7
local.get 2
i32.load offset=96
local.set 10
local.get 2
i32.load offset=92
local.set 6
local.get 2
i32.load offset=88
local.set 11
block ;; label = @4
local.get 2
i32.load offset=76
i32.const -1
i32.eq
br_if 0 (;@4;)
local.get 2
i32.const 24
i32.add
local.get 1
local.get 11
local.get 6
local.get 10
local.get 7
i32.const 0
call 151
br 1 (;@3;)
end
local.get 2
i32.const 24
i32.add
local.get 1
local.get 11
local.get 6
local.get 10
local.get 7
i32.const 1
call 151
end
block ;; label = @3
block ;; label = @4
local.get 2
i32.load offset=24
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 2
i32.load offset=28
local.tee 1
local.get 5
i32.gt_u
br_if 0 (;@4;)
local.get 1
i32.eqz
br_if 1 (;@3;)
local.get 1
local.get 5
i32.ge_u
br_if 1 (;@3;)
local.get 4
local.get 1
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@3;)
i32.const 72155
i32.const 48
i32.const 71812
call 46
unreachable
end
local.get 5
local.set 1
end
local.get 0
local.get 1
i32.store offset=8
local.get 0
local.get 4
i32.store offset=4
local.get 0
local.get 3
i32.store
local.get 2
i32.const 112
i32.add
global.set 0
return
end
local.get 8
local.get 7
i32.const 0
local.get 1
i32.const 72204
call 124
unreachable
end
i32.const 71872
i32.const 55
local.get 2
i32.const 111
i32.add
i32.const 71856
i32.const 71928
call 106
unreachable
)
(func (;96;) (type 3) (param i32 i32 i32)
(local i32)
global.get 0
i32.const 32
i32.sub
local.tee 3
global.set 0
local.get 3
local.get 1
i32.store offset=16
local.get 3
local.get 0
i32.store offset=12
local.get 3
i32.const 1
i32.store16 offset=28
local.get 3
local.get 2
i32.store offset=24
local.get 3
local.get 3
i32.const 12
i32.add
i32.store offset=20
local.get 3
i32.const 20
i32.add
call 115
unreachable
)
(func (;97;) (type 5) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 112
i32.sub
local.tee 0
global.set 0
call 86
call 91
local.get 0
i32.const 56
i32.add
i32.const 9
call 98
local.get 0
i32.load offset=56
local.set 1
local.get 0
i32.load offset=60
local.tee 2
i32.const 0
i32.load8_u offset=68392
i32.store8 offset=8
local.get 2
i32.const 0
i64.load offset=68384 align=1
i64.store align=1
local.get 0
i32.const 48
i32.add
i32.const 5
call 98
local.get 0
i32.load offset=48
local.set 3
local.get 0
i32.load offset=52
local.tee 4
i32.const 0
i32.load8_u offset=68397
i32.store8 offset=4
local.get 4
i32.const 0
i32.load offset=68393 align=1
i32.store align=1
local.get 0
i32.const 40
i32.add
i32.const 36
call 98
local.get 0
i32.load offset=40
local.set 5
local.get 0
i32.load offset=44
local.tee 6
i32.const 68398
i32.const 36
memory.copy
local.get 0
i32.const 32
i32.add
i32.const 437
call 98
local.get 0
i32.load offset=32
local.set 7
local.get 0
i32.load offset=36
local.tee 8
i32.const 68434
i32.const 437
memory.copy
local.get 0
i32.const 9
i32.store offset=72
local.get 0
local.get 2
i32.store offset=68
local.get 0
local.get 1
i32.store offset=64
local.get 0
i32.const 5
i32.store offset=84
local.get 0
local.get 4
i32.store offset=80
local.get 0
local.get 3
i32.store offset=76
local.get 0
i32.const 36
i32.store offset=96
local.get 0
local.get 6
i32.store offset=92
local.get 0
local.get 5
i32.store offset=88
local.get 0
i32.const 437
i32.store offset=108
local.get 0
local.get 8
i32.store offset=104
local.get 0
local.get 7
i32.store offset=100
local.get 0
i32.const 24
i32.add
local.get 0
i32.const 64
i32.add
call 87
i32.const 0
local.get 0
i64.load offset=24
i64.store offset=78176 align=4
local.get 0
i32.const 16
i32.add
local.get 0
i32.const 76
i32.add
call 87
i32.const 0
local.get 0
i64.load offset=16
i64.store offset=78184 align=4
local.get 0
i32.const 8
i32.add
local.get 0
i32.const 88
i32.add
call 87
i32.const 0
local.get 0
i64.load offset=8
i64.store offset=78192 align=4
local.get 0
local.get 0
i32.const 100
i32.add
call 87
i32.const 0
local.get 0
i64.load
i64.store offset=78200 align=4
local.get 0
i32.const 112
i32.add
global.set 0
i32.const 78176
)
(func (;98;) (type 2) (param i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 4
i32.add
local.get 1
i32.const 1
i32.const 1
call 58
local.get 2
i32.load offset=8
local.set 1
block ;; label = @1
local.get 2
i32.load offset=4
i32.const 1
i32.ne
br_if 0 (;@1;)
local.get 1
local.get 2
i32.load offset=12
call 57
unreachable
end
local.get 0
local.get 2
i32.load offset=12
i32.store offset=4
local.get 0
local.get 1
i32.store
local.get 2
i32.const 16
i32.add
global.set 0
)
(func (;99;) (type 4)
i32.const 68952
i32.const 35
i32.const 68972
call 96
unreachable
)
(func (;100;) (type 3) (param i32 i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
block ;; label = @1
local.get 2
local.get 1
i32.add
local.tee 1
local.get 2
i32.ge_u
br_if 0 (;@1;)
i32.const 0
i32.const 0
call 57
unreachable
end
local.get 3
i32.const 4
i32.add
local.get 0
i32.load
local.tee 2
local.get 0
i32.load offset=4
local.get 1
local.get 2
i32.const 1
i32.shl
local.tee 2
local.get 1
local.get 2
i32.gt_u
select
local.tee 2
i32.const 8
local.get 2
i32.const 8
i32.gt_u
select
local.tee 2
call 101
block ;; label = @1
local.get 3
i32.load offset=4
i32.const 1
i32.ne
br_if 0 (;@1;)
local.get 3
i32.load offset=8
local.get 3
i32.load offset=12
call 57
unreachable
end
local.get 3
i32.load offset=8
local.set 1
local.get 0
local.get 2
i32.store
local.get 0
local.get 1
i32.store offset=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;101;) (type 9) (param i32 i32 i32 i32)
(local i32)
i32.const 0
local.set 4
block ;; label = @1
block ;; label = @2
local.get 3
i32.const 0
i32.ge_s
br_if 0 (;@2;)
i32.const 1
local.set 1
i32.const 4
local.set 2
br 1 (;@1;)
end
block ;; label = @2
block ;; label = @3
local.get 1
i32.eqz
br_if 0 (;@3;)
local.get 2
local.get 1
i32.const 1
local.get 3
call 102
local.set 4
br 1 (;@2;)
end
local.get 3
call 6
local.set 4
end
block ;; label = @2
block ;; label = @3
local.get 4
br_if 0 (;@3;)
i32.const 1
local.set 1
local.get 0
i32.const 1
i32.store offset=4
br 1 (;@2;)
end
local.get 0
local.get 4
i32.store offset=4
i32.const 0
local.set 1
end
i32.const 8
local.set 2
local.get 3
local.set 4
end
local.get 0
local.get 2
i32.add
local.get 4
i32.store
local.get 0
local.get 1
i32.store
)
(func (;102;) (type 7) (param i32 i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
local.get 0
i32.const -4
i32.add
local.tee 4
i32.load
local.tee 5
i32.const -8
i32.and
local.tee 6
i32.const 4
i32.const 8
local.get 5
i32.const 3
i32.and
local.tee 7
select
local.get 1
i32.add
i32.lt_u
br_if 0 (;@10;)
local.get 1
i32.const 39
i32.add
local.set 8
block ;; label = @11
local.get 7
i32.eqz
br_if 0 (;@11;)
local.get 6
local.get 8
i32.gt_u
br_if 2 (;@9;)
end
block ;; label = @11
block ;; label = @12
local.get 2
i32.const 9
i32.lt_u
br_if 0 (;@12;)
local.get 2
local.get 3
call 133
local.tee 2
br_if 1 (;@11;)
i32.const 0
return
end
i32.const 0
local.set 2
local.get 3
i32.const -65588
i32.gt_u
br_if 10 (;@1;)
i32.const 16
local.get 3
i32.const 11
i32.add
i32.const -8
i32.and
local.get 3
i32.const 11
i32.lt_u
select
local.set 1
local.get 0
i32.const -8
i32.add
local.set 8
block ;; label = @12
local.get 7
br_if 0 (;@12;)
local.get 1
i32.const 256
i32.lt_u
br_if 9 (;@3;)
local.get 8
i32.eqz
br_if 9 (;@3;)
local.get 6
local.get 1
i32.le_u
br_if 9 (;@3;)
local.get 6
local.get 1
i32.sub
i32.const 131072
i32.le_u
br_if 8 (;@4;)
br 9 (;@3;)
end
local.get 8
local.get 6
i32.add
local.set 7
block ;; label = @12
block ;; label = @13
local.get 6
local.get 1
i32.ge_u
br_if 0 (;@13;)
local.get 7
i32.const 0
i32.load offset=78656
i32.eq
br_if 1 (;@12;)
block ;; label = @14
local.get 7
i32.const 0
i32.load offset=78652
i32.eq
br_if 0 (;@14;)
local.get 7
i32.load offset=4
local.tee 5
i32.const 2
i32.and
br_if 11 (;@3;)
local.get 5
i32.const -8
i32.and
local.tee 9
local.get 6
i32.add
local.tee 5
local.get 1
i32.lt_u
br_if 11 (;@3;)
local.get 7
local.get 9
call 135
block ;; label = @15
local.get 5
local.get 1
i32.sub
local.tee 7
i32.const 16
i32.lt_u
br_if 0 (;@15;)
local.get 4
local.get 1
local.get 4
i32.load
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 1
i32.add
local.tee 1
local.get 7
i32.const 3
i32.or
i32.store offset=4
local.get 8
local.get 5
i32.add
local.tee 5
local.get 5
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 7
call 136
br 10 (;@5;)
end
local.get 4
local.get 5
local.get 4
i32.load
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 5
i32.add
local.tee 1
local.get 1
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
br 9 (;@5;)
end
i32.const 0
i32.load offset=78644
local.get 6
i32.add
local.tee 7
local.get 1
i32.lt_u
br_if 10 (;@3;)
block ;; label = @14
block ;; label = @15
local.get 7
local.get 1
i32.sub
local.tee 6
i32.const 15
i32.gt_u
br_if 0 (;@15;)
local.get 4
local.get 5
i32.const 1
i32.and
local.get 7
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 7
i32.add
local.tee 1
local.get 1
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
i32.const 0
local.set 6
i32.const 0
local.set 1
br 1 (;@14;)
end
local.get 4
local.get 1
local.get 5
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 1
i32.add
local.tee 1
local.get 6
i32.const 1
i32.or
i32.store offset=4
local.get 8
local.get 7
i32.add
local.tee 7
local.get 6
i32.store
local.get 7
local.get 7
i32.load offset=4
i32.const -2
i32.and
i32.store offset=4
end
i32.const 0
local.get 1
i32.store offset=78652
i32.const 0
local.get 6
i32.store offset=78644
br 8 (;@5;)
end
local.get 6
local.get 1
i32.sub
local.tee 6
i32.const 15
i32.le_u
br_if 7 (;@5;)
local.get 4
local.get 1
local.get 5
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 1
i32.add
local.tee 1
local.get 6
i32.const 3
i32.or
i32.store offset=4
local.get 7
local.get 7
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 6
call 136
br 7 (;@5;)
end
i32.const 0
i32.load offset=78648
local.get 6
i32.add
local.tee 7
local.get 1
i32.gt_u
br_if 5 (;@6;)
br 8 (;@3;)
end
block ;; label = @11
local.get 3
local.get 1
local.get 3
local.get 1
i32.lt_u
select
local.tee 3
i32.eqz
br_if 0 (;@11;)
local.get 2
local.get 0
local.get 3
memory.copy
end
local.get 4
i32.load
local.tee 3
i32.const -8
i32.and
local.tee 7
i32.const 4
i32.const 8
local.get 3
i32.const 3
i32.and
local.tee 3
select
local.get 1
i32.add
i32.lt_u
br_if 2 (;@8;)
local.get 3
i32.eqz
br_if 8 (;@2;)
local.get 7
local.get 8
i32.gt_u
br_if 3 (;@7;)
br 8 (;@2;)
end
i32.const 76920
i32.const 46
i32.const 76968
call 46
unreachable
end
i32.const 76984
i32.const 46
i32.const 77032
call 46
unreachable
end
i32.const 76920
i32.const 46
i32.const 76968
call 46
unreachable
end
i32.const 76984
i32.const 46
i32.const 77032
call 46
unreachable
end
local.get 4
local.get 1
local.get 5
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 8
local.get 1
i32.add
local.tee 5
local.get 7
local.get 1
i32.sub
local.tee 1
i32.const 1
i32.or
i32.store offset=4
i32.const 0
local.get 1
i32.store offset=78648
i32.const 0
local.get 5
i32.store offset=78656
end
local.get 8
i32.eqz
br_if 1 (;@3;)
end
local.get 0
return
end
local.get 3
call 6
local.tee 1
i32.eqz
br_if 1 (;@1;)
block ;; label = @3
local.get 3
i32.const -4
i32.const -8
local.get 4
i32.load
local.tee 2
i32.const 3
i32.and
select
local.get 2
i32.const -8
i32.and
i32.add
local.tee 2
local.get 3
local.get 2
i32.lt_u
select
local.tee 3
i32.eqz
br_if 0 (;@3;)
local.get 1
local.get 0
local.get 3
memory.copy
end
local.get 1
local.set 2
end
local.get 0
call 134
end
local.get 2
)
(func (;103;) (type 2) (param i32 i32)
local.get 1
local.get 0
call 226
unreachable
)
(func (;104;) (type 8) (param i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
local.get 1
i32.const 4
i32.add
local.get 0
i32.load
local.tee 2
local.get 0
i32.load offset=4
local.get 2
i32.const 1
i32.shl
local.tee 2
i32.const 8
local.get 2
i32.const 8
i32.gt_u
select
local.tee 2
call 101
block ;; label = @1
local.get 1
i32.load offset=4
i32.const 1
i32.ne
br_if 0 (;@1;)
local.get 1
i32.load offset=8
local.get 1
i32.load offset=12
call 57
unreachable
end
local.get 1
i32.load offset=8
local.set 3
local.get 0
local.get 2
i32.store
local.get 0
local.get 3
i32.store offset=4
local.get 1
i32.const 16
i32.add
global.set 0
)
(func (;105;) (type 7) (param i32 i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i32.const 1
i32.and
br_if 0 (;@3;)
local.get 2
i32.load8_u
local.tee 5
br_if 1 (;@2;)
i32.const 0
local.set 5
br 2 (;@1;)
end
local.get 0
local.get 2
local.get 3
i32.const 1
i32.shr_u
local.get 1
i32.load offset=12
call_indirect (type 0)
local.set 5
br 1 (;@1;)
end
local.get 1
i32.load offset=12
local.set 6
i32.const 0
local.set 7
loop ;; label = @2
local.get 2
i32.const 1
i32.add
local.set 8
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 5
i32.extend8_s
i32.const -1
i32.gt_s
br_if 0 (;@7;)
local.get 5
i32.const 255
i32.and
local.tee 9
i32.const 128
i32.eq
br_if 1 (;@6;)
local.get 9
i32.const 192
i32.ne
br_if 3 (;@4;)
local.get 4
local.get 1
i32.store offset=4
local.get 4
local.get 0
i32.store
local.get 4
i64.const 1610612768
i64.store offset=8 align=4
local.get 3
local.get 7
i32.const 3
i32.shl
i32.add
local.tee 5
i32.load
local.get 4
local.get 5
i32.load offset=4
call_indirect (type 1)
i32.eqz
br_if 2 (;@5;)
i32.const 1
local.set 5
br 6 (;@1;)
end
block ;; label = @7
local.get 0
local.get 8
local.get 5
i32.const 255
i32.and
local.tee 5
local.get 6
call_indirect (type 0)
br_if 0 (;@7;)
local.get 8
local.get 5
i32.add
local.set 2
br 4 (;@3;)
end
i32.const 1
local.set 5
br 5 (;@1;)
end
block ;; label = @6
local.get 0
local.get 2
i32.const 3
i32.add
local.tee 5
local.get 2
i32.load16_u offset=1 align=1
local.tee 2
local.get 6
call_indirect (type 0)
br_if 0 (;@6;)
local.get 5
local.get 2
i32.add
local.set 2
br 3 (;@3;)
end
i32.const 1
local.set 5
br 4 (;@1;)
end
local.get 7
i32.const 1
i32.add
local.set 7
local.get 8
local.set 2
br 1 (;@3;)
end
i32.const 1610612768
local.set 10
block ;; label = @4
local.get 5
i32.const 1
i32.and
i32.eqz
br_if 0 (;@4;)
local.get 2
i32.const 5
i32.add
local.set 8
local.get 2
i32.load offset=1 align=1
local.set 10
end
i32.const 0
local.set 9
block ;; label = @4
block ;; label = @5
local.get 5
i32.const 2
i32.and
br_if 0 (;@5;)
i32.const 0
local.set 11
local.get 8
local.set 2
br 1 (;@4;)
end
local.get 8
i32.const 2
i32.add
local.set 2
local.get 8
i32.load16_u align=1
local.set 11
end
block ;; label = @4
block ;; label = @5
local.get 5
i32.const 4
i32.and
br_if 0 (;@5;)
local.get 2
local.set 8
br 1 (;@4;)
end
local.get 2
i32.const 2
i32.add
local.set 8
local.get 2
i32.load16_u align=1
local.set 9
end
block ;; label = @4
block ;; label = @5
local.get 5
i32.const 8
i32.and
br_if 0 (;@5;)
local.get 8
local.set 2
br 1 (;@4;)
end
local.get 8
i32.const 2
i32.add
local.set 2
local.get 8
i32.load16_u align=1
local.set 7
end
block ;; label = @4
local.get 5
i32.const 16
i32.and
i32.eqz
br_if 0 (;@4;)
local.get 3
local.get 11
i32.const 65535
i32.and
i32.const 3
i32.shl
i32.add
i32.load16_u offset=4
local.set 11
end
block ;; label = @4
local.get 5
i32.const 32
i32.and
i32.eqz
br_if 0 (;@4;)
local.get 3
local.get 9
i32.const 65535
i32.and
i32.const 3
i32.shl
i32.add
i32.load16_u offset=4
local.set 9
end
local.get 4
local.get 9
i32.store16 offset=14
local.get 4
local.get 11
i32.store16 offset=12
local.get 4
local.get 10
i32.store offset=8
local.get 4
local.get 1
i32.store offset=4
local.get 4
local.get 0
i32.store
block ;; label = @4
local.get 3
local.get 7
i32.const 3
i32.shl
i32.add
local.tee 5
i32.load
local.get 4
local.get 5
i32.load offset=4
call_indirect (type 1)
i32.eqz
br_if 0 (;@4;)
i32.const 1
local.set 5
br 3 (;@1;)
end
local.get 7
i32.const 1
i32.add
local.set 7
end
local.get 2
i32.load8_u
local.tee 5
br_if 0 (;@2;)
end
i32.const 0
local.set 5
end
local.get 4
i32.const 16
i32.add
global.set 0
local.get 5
)
(func (;106;) (type 10) (param i32 i32 i32 i32 i32)
(local i32)
global.get 0
i32.const 32
i32.sub
local.tee 5
global.set 0
local.get 5
local.get 1
i32.store offset=4
local.get 5
local.get 0
i32.store
local.get 5
local.get 3
i32.store offset=12
local.get 5
local.get 2
i32.store offset=8
local.get 5
i32.const 12
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 66317
local.get 5
i32.const 16
i32.add
local.get 4
call 96
unreachable
)
(func (;107;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 71756
i32.const 5
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;108;) (type 8) (param i32)
(local i32)
block ;; label = @1
local.get 0
i32.load
local.tee 1
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 1
i32.const 1
call 30
end
)
(func (;109;) (type 0) (param i32 i32 i32) (result i32)
(local i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
local.get 0
i32.load
local.get 0
i32.load offset=8
local.tee 3
i32.sub
i32.le_u
br_if 0 (;@3;)
local.get 0
local.get 3
local.get 2
call 100
local.get 0
i32.load offset=8
local.set 3
br 1 (;@2;)
end
local.get 2
i32.eqz
br_if 1 (;@1;)
end
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 3
i32.add
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
i32.const 0
)
(func (;110;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32)
local.get 0
i32.load offset=8
local.set 2
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.ge_u
br_if 0 (;@2;)
i32.const 1
local.set 3
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@2;)
i32.const 2
local.set 3
br 1 (;@1;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 3
end
local.get 2
local.set 4
block ;; label = @1
local.get 3
local.get 0
i32.load
local.get 2
i32.sub
i32.le_u
br_if 0 (;@1;)
local.get 0
local.get 2
local.get 3
call 100
local.get 0
i32.load offset=8
local.set 4
end
local.get 0
i32.load offset=4
local.get 4
i32.add
local.set 4
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.lt_u
br_if 0 (;@2;)
local.get 1
i32.const 63
i32.and
i32.const -128
i32.or
local.set 5
local.get 1
i32.const 6
i32.shr_u
local.set 6
block ;; label = @3
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@3;)
local.get 4
local.get 5
i32.store8 offset=1
local.get 4
local.get 6
i32.const 192
i32.or
i32.store8
br 2 (;@1;)
end
local.get 1
i32.const 12
i32.shr_u
local.set 7
local.get 6
i32.const 63
i32.and
i32.const -128
i32.or
local.set 6
block ;; label = @3
local.get 1
i32.const 65535
i32.gt_u
br_if 0 (;@3;)
local.get 4
local.get 5
i32.store8 offset=2
local.get 4
local.get 6
i32.store8 offset=1
local.get 4
local.get 7
i32.const 224
i32.or
i32.store8
br 2 (;@1;)
end
local.get 4
local.get 5
i32.store8 offset=3
local.get 4
local.get 6
i32.store8 offset=2
local.get 4
local.get 7
i32.const 63
i32.and
i32.const -128
i32.or
i32.store8 offset=1
local.get 4
local.get 1
i32.const 18
i32.shr_u
i32.const -16
i32.or
i32.store8
br 1 (;@1;)
end
local.get 4
local.get 1
i32.store8
end
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
i32.const 0
)
(func (;111;) (type 0) (param i32 i32 i32) (result i32)
local.get 0
i32.const 68988
local.get 1
local.get 2
call 105
)
(func (;112;) (type 1) (param i32 i32) (result i32)
local.get 1
local.get 0
i32.load
local.get 0
i32.load offset=4
call 113
)
(func (;113;) (type 0) (param i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
block ;; label = @1
block ;; label = @2
local.get 0
i32.load offset=8
local.tee 3
i32.const 402653184
i32.and
i32.eqz
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 3
i32.const 268435456
i32.and
i32.eqz
br_if 0 (;@7;)
local.get 0
i32.load16_u offset=14
local.tee 4
br_if 1 (;@6;)
i32.const 0
local.set 2
br 2 (;@5;)
end
block ;; label = @7
local.get 2
i32.const 16
i32.lt_u
br_if 0 (;@7;)
local.get 2
local.get 1
local.get 1
i32.const 3
i32.add
i32.const -4
i32.and
local.tee 5
i32.sub
local.tee 6
i32.add
local.tee 7
i32.const 3
i32.and
local.set 8
i32.const 0
local.set 9
i32.const 0
local.set 4
block ;; label = @8
local.get 1
local.get 5
i32.eq
br_if 0 (;@8;)
i32.const 0
local.set 4
local.get 1
local.set 10
loop ;; label = @9
local.get 4
local.get 10
i32.load8_s
i32.const -65
i32.gt_s
i32.add
local.set 4
local.get 10
i32.const 1
i32.add
local.set 10
local.get 6
i32.const 1
i32.add
local.tee 6
br_if 0 (;@9;)
end
end
block ;; label = @8
local.get 8
i32.eqz
br_if 0 (;@8;)
local.get 5
local.get 7
i32.const 2147483644
i32.and
i32.add
local.set 10
i32.const 0
local.set 9
loop ;; label = @9
local.get 9
local.get 10
i32.load8_s
i32.const -65
i32.gt_s
i32.add
local.set 9
local.get 10
i32.const 1
i32.add
local.set 10
local.get 8
i32.const -1
i32.add
local.tee 8
br_if 0 (;@9;)
end
end
local.get 7
i32.const 2
i32.shr_u
local.set 6
local.get 9
local.get 4
i32.add
local.set 4
loop ;; label = @8
local.get 5
local.set 7
local.get 6
i32.eqz
br_if 5 (;@3;)
local.get 6
i32.const 192
local.get 6
i32.const 192
i32.lt_u
select
local.tee 11
i32.const 3
i32.and
local.set 12
block ;; label = @9
block ;; label = @10
local.get 11
i32.const 2
i32.shl
local.tee 13
i32.const 1008
i32.and
local.tee 10
br_if 0 (;@10;)
i32.const 0
local.set 9
br 1 (;@9;)
end
local.get 7
local.get 10
i32.add
local.set 5
i32.const 0
local.set 9
local.get 7
local.set 10
loop ;; label = @10
local.get 10
i32.const 12
i32.add
i32.load
local.tee 8
i32.const -1
i32.xor
i32.const 7
i32.shr_u
local.get 8
i32.const 6
i32.shr_u
i32.or
i32.const 16843009
i32.and
local.get 10
i32.const 8
i32.add
i32.load
local.tee 8
i32.const -1
i32.xor
i32.const 7
i32.shr_u
local.get 8
i32.const 6
i32.shr_u
i32.or
i32.const 16843009
i32.and
local.get 10
i32.const 4
i32.add
i32.load
local.tee 8
i32.const -1
i32.xor
i32.const 7
i32.shr_u
local.get 8
i32.const 6
i32.shr_u
i32.or
i32.const 16843009
i32.and
local.get 10
i32.load
local.tee 8
i32.const -1
i32.xor
i32.const 7
i32.shr_u
local.get 8
i32.const 6
i32.shr_u
i32.or
i32.const 16843009
i32.and
local.get 9
i32.add
i32.add
i32.add
i32.add
local.set 9
local.get 10
i32.const 16
i32.add
local.tee 10
local.get 5
i32.ne
br_if 0 (;@10;)
end
end
local.get 6
local.get 11
i32.sub
local.set 6
local.get 7
local.get 13
i32.add
local.set 5
local.get 9
i32.const 8
i32.shr_u
i32.const 16711935
i32.and
local.get 9
i32.const 16711935
i32.and
i32.add
i32.const 65537
i32.mul
i32.const 16
i32.shr_u
local.get 4
i32.add
local.set 4
local.get 12
i32.eqz
br_if 0 (;@8;)
end
local.get 12
i32.const 2
i32.shl
local.set 8
local.get 7
local.get 11
i32.const 252
i32.and
i32.const 2
i32.shl
i32.add
local.set 10
i32.const 0
local.set 9
loop ;; label = @8
local.get 10
i32.load
local.tee 5
i32.const -1
i32.xor
i32.const 7
i32.shr_u
local.get 5
i32.const 6
i32.shr_u
i32.or
i32.const 16843009
i32.and
local.get 9
i32.add
local.set 9
local.get 10
i32.const 4
i32.add
local.set 10
local.get 8
i32.const -4
i32.add
local.tee 8
br_if 0 (;@8;)
end
local.get 9
i32.const 8
i32.shr_u
i32.const 16711935
i32.and
local.get 9
i32.const 16711935
i32.and
i32.add
i32.const 65537
i32.mul
i32.const 16
i32.shr_u
local.get 4
i32.add
local.set 4
br 4 (;@3;)
end
i32.const 0
local.set 4
local.get 2
i32.eqz
br_if 3 (;@3;)
local.get 1
local.set 10
local.get 2
local.set 9
loop ;; label = @7
local.get 4
local.get 10
i32.load8_s
i32.const -65
i32.gt_s
i32.add
local.set 4
local.get 10
i32.const 1
i32.add
local.set 10
local.get 9
i32.const -1
i32.add
local.tee 9
br_if 0 (;@7;)
br 4 (;@3;)
end
end
local.get 1
local.get 2
i32.add
local.set 5
i32.const 0
local.set 2
local.get 1
local.set 9
local.get 4
local.set 8
loop ;; label = @6
local.get 9
local.tee 10
local.get 5
i32.eq
br_if 2 (;@4;)
block ;; label = @7
block ;; label = @8
local.get 10
i32.load8_s
local.tee 9
i32.const -1
i32.le_s
br_if 0 (;@8;)
local.get 10
i32.const 1
i32.add
local.set 9
br 1 (;@7;)
end
block ;; label = @8
local.get 9
i32.const -32
i32.ge_u
br_if 0 (;@8;)
local.get 10
i32.const 2
i32.add
local.set 9
br 1 (;@7;)
end
local.get 10
i32.const 4
i32.const 3
local.get 9
i32.const -17
i32.gt_u
select
i32.add
local.set 9
end
local.get 9
local.get 10
i32.sub
local.get 2
i32.add
local.set 2
local.get 8
i32.const -1
i32.add
local.tee 8
br_if 0 (;@6;)
end
end
i32.const 0
local.set 8
end
local.get 4
local.get 8
i32.sub
local.set 4
end
local.get 4
local.get 0
i32.load16_u offset=12
local.tee 10
i32.ge_u
br_if 0 (;@2;)
local.get 10
local.get 4
i32.sub
local.set 7
i32.const 0
local.set 10
i32.const 0
local.set 6
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 3
i32.const 29
i32.shr_u
i32.const 3
i32.and
br_table 2 (;@3;) 0 (;@5;) 1 (;@4;) 2 (;@3;) 2 (;@3;)
end
local.get 7
local.set 6
br 1 (;@3;)
end
local.get 7
i32.const 65534
i32.and
i32.const 1
i32.shr_u
local.set 6
end
local.get 3
i32.const 2097151
i32.and
local.set 4
local.get 0
i32.load offset=4
local.set 8
local.get 0
i32.load
local.set 5
block ;; label = @3
loop ;; label = @4
local.get 10
i32.const 65535
i32.and
local.get 6
i32.const 65535
i32.and
i32.ge_u
br_if 1 (;@3;)
i32.const 1
local.set 9
local.get 10
i32.const 1
i32.add
local.set 10
local.get 5
local.get 4
local.get 8
i32.load offset=16
call_indirect (type 1)
br_if 3 (;@1;)
br 0 (;@4;)
end
end
i32.const 1
local.set 9
local.get 5
local.get 1
local.get 2
local.get 8
i32.load offset=12
call_indirect (type 0)
br_if 1 (;@1;)
local.get 7
local.get 6
i32.sub
i32.const 65535
i32.and
local.set 6
i32.const 0
local.set 10
loop ;; label = @3
block ;; label = @4
local.get 10
i32.const 65535
i32.and
local.get 6
i32.lt_u
br_if 0 (;@4;)
i32.const 0
return
end
i32.const 1
local.set 9
local.get 10
i32.const 1
i32.add
local.set 10
local.get 5
local.get 4
local.get 8
i32.load offset=16
call_indirect (type 1)
br_if 2 (;@1;)
br 0 (;@3;)
end
end
local.get 0
i32.load
local.get 1
local.get 2
local.get 0
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
local.set 9
end
local.get 9
)
(func (;114;) (type 1) (param i32 i32) (result i32)
local.get 0
i32.load
local.get 1
local.get 0
i32.load offset=4
i32.load offset=12
call_indirect (type 1)
)
(func (;115;) (type 8) (param i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
local.get 0
i64.load align=4
local.set 2
local.get 1
local.get 0
i32.store offset=12
local.get 1
local.get 2
i64.store offset=4 align=4
local.get 1
i32.const 4
i32.add
call 209
unreachable
)
(func (;116;) (type 12) (param i32 i32 i32 i32 i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i64)
i32.const 43
i32.const 1114112
local.get 0
i32.load offset=8
local.tee 6
i32.const 2097152
i32.and
local.tee 7
select
local.set 8
local.get 7
i32.const 21
i32.shr_u
i32.const 1
local.get 1
select
local.get 5
i32.add
local.set 9
block ;; label = @1
block ;; label = @2
local.get 6
i32.const 8388608
i32.and
br_if 0 (;@2;)
i32.const 0
local.set 2
br 1 (;@1;)
end
i32.const 0
local.set 10
block ;; label = @2
local.get 3
i32.eqz
br_if 0 (;@2;)
local.get 2
local.set 7
local.get 3
local.set 11
loop ;; label = @3
local.get 10
local.get 7
i32.load8_s
i32.const -65
i32.gt_s
i32.add
local.set 10
local.get 7
i32.const 1
i32.add
local.set 7
local.get 11
i32.const -1
i32.add
local.tee 11
br_if 0 (;@3;)
end
end
local.get 10
local.get 9
i32.add
local.set 9
end
local.get 8
i32.const 45
local.get 1
select
local.set 12
block ;; label = @1
block ;; label = @2
local.get 9
local.get 0
i32.load16_u offset=12
local.tee 8
i32.ge_u
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 6
i32.const 16777216
i32.and
br_if 0 (;@5;)
local.get 8
local.get 9
i32.sub
local.set 13
i32.const 0
local.set 7
i32.const 0
local.set 8
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 6
i32.const 29
i32.shr_u
i32.const 3
i32.and
br_table 2 (;@6;) 0 (;@8;) 1 (;@7;) 0 (;@8;) 2 (;@6;)
end
local.get 13
local.set 8
br 1 (;@6;)
end
local.get 13
i32.const 65534
i32.and
i32.const 1
i32.shr_u
local.set 8
end
local.get 6
i32.const 2097151
i32.and
local.set 1
local.get 0
i32.load offset=4
local.set 9
local.get 0
i32.load
local.set 11
loop ;; label = @6
local.get 7
i32.const 65535
i32.and
local.get 8
i32.const 65535
i32.and
i32.ge_u
br_if 2 (;@4;)
i32.const 1
local.set 10
local.get 7
i32.const 1
i32.add
local.set 7
local.get 11
local.get 1
local.get 9
i32.load offset=16
call_indirect (type 1)
i32.eqz
br_if 0 (;@6;)
br 5 (;@1;)
end
end
local.get 0
local.get 0
i64.load offset=8 align=4
local.tee 14
i32.wrap_i64
i32.const -1612709888
i32.and
i32.const 536870960
i32.or
i32.store offset=8
i32.const 1
local.set 10
local.get 0
i32.load
local.tee 11
local.get 0
i32.load offset=4
local.tee 1
local.get 12
local.get 2
local.get 3
call 117
br_if 3 (;@1;)
i32.const 0
local.set 7
local.get 8
local.get 9
i32.sub
i32.const 65535
i32.and
local.set 9
loop ;; label = @5
local.get 7
i32.const 65535
i32.and
local.get 9
i32.ge_u
br_if 2 (;@3;)
i32.const 1
local.set 10
local.get 7
i32.const 1
i32.add
local.set 7
local.get 11
i32.const 48
local.get 1
i32.load offset=16
call_indirect (type 1)
i32.eqz
br_if 0 (;@5;)
br 4 (;@1;)
end
end
i32.const 1
local.set 10
local.get 11
local.get 9
local.get 12
local.get 2
local.get 3
call 117
br_if 2 (;@1;)
local.get 11
local.get 4
local.get 5
local.get 9
i32.load offset=12
call_indirect (type 0)
br_if 2 (;@1;)
local.get 13
local.get 8
i32.sub
i32.const 65535
i32.and
local.set 0
i32.const 0
local.set 7
loop ;; label = @4
block ;; label = @5
local.get 7
i32.const 65535
i32.and
local.get 0
i32.lt_u
br_if 0 (;@5;)
i32.const 0
return
end
i32.const 1
local.set 10
local.get 7
i32.const 1
i32.add
local.set 7
local.get 11
local.get 1
local.get 9
i32.load offset=16
call_indirect (type 1)
i32.eqz
br_if 0 (;@4;)
br 3 (;@1;)
end
end
i32.const 1
local.set 10
local.get 11
local.get 4
local.get 5
local.get 1
i32.load offset=12
call_indirect (type 0)
br_if 1 (;@1;)
local.get 0
local.get 14
i64.store offset=8 align=4
i32.const 0
return
end
i32.const 1
local.set 10
local.get 0
i32.load
local.tee 7
local.get 0
i32.load offset=4
local.tee 11
local.get 12
local.get 2
local.get 3
call 117
br_if 0 (;@1;)
local.get 7
local.get 4
local.get 5
local.get 11
i32.load offset=12
call_indirect (type 0)
local.set 10
end
local.get 10
)
(func (;117;) (type 13) (param i32 i32 i32 i32 i32) (result i32)
block ;; label = @1
local.get 2
i32.const 1114112
i32.eq
br_if 0 (;@1;)
local.get 0
local.get 2
local.get 1
i32.load offset=16
call_indirect (type 1)
i32.eqz
br_if 0 (;@1;)
i32.const 1
return
end
block ;; label = @1
local.get 3
br_if 0 (;@1;)
i32.const 0
return
end
local.get 0
local.get 3
local.get 4
local.get 1
i32.load offset=12
call_indirect (type 0)
)
(func (;118;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i64 i64 i64 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
i32.const 20
local.set 3
local.get 0
i64.load
local.tee 4
local.set 5
block ;; label = @1
local.get 4
i64.const 1000
i64.lt_u
br_if 0 (;@1;)
i32.const 20
local.set 3
local.get 4
local.set 5
loop ;; label = @2
local.get 2
i32.const 12
i32.add
local.get 3
i32.add
local.tee 0
i32.const -4
i32.add
local.get 5
local.tee 6
local.get 6
i64.const 10000
i64.div_u
local.tee 5
i64.const 10000
i64.mul
i64.sub
i32.wrap_i64
local.tee 7
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 8
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 0
i32.const -2
i32.add
local.get 7
local.get 8
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 3
i32.const -4
i32.add
local.set 3
local.get 6
i64.const 9999999
i64.gt_u
br_if 0 (;@2;)
end
end
block ;; label = @1
local.get 5
i64.const 9
i64.le_u
br_if 0 (;@1;)
local.get 2
i32.const 12
i32.add
local.get 3
i32.const -2
i32.add
local.tee 3
i32.add
local.get 5
i32.wrap_i64
local.tee 0
local.get 0
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 0
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 0
i64.extend_i32_u
local.set 5
end
block ;; label = @1
block ;; label = @2
local.get 4
i64.eqz
br_if 0 (;@2;)
local.get 5
i64.eqz
br_if 1 (;@1;)
end
local.get 2
i32.const 12
i32.add
local.get 3
i32.const -1
i32.add
local.tee 3
i32.add
local.get 5
i32.wrap_i64
i32.const 1
i32.shl
i32.load8_u offset=77865
i32.store8
end
local.get 1
i32.const 1
i32.const 1
i32.const 0
local.get 2
i32.const 12
i32.add
local.get 3
i32.add
i32.const 20
local.get 3
i32.sub
call 116
local.set 3
local.get 2
i32.const 32
i32.add
global.set 0
local.get 3
)
(func (;119;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
local.get 1
br_table 2 (;@14;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 3 (;@13;) 5 (;@11;) 1 (;@15;) 1 (;@15;) 4 (;@12;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 9 (;@7;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 1 (;@15;) 7 (;@9;) 0 (;@16;)
end
local.get 1
i32.const 92
i32.eq
br_if 5 (;@10;)
end
block ;; label = @15
local.get 2
i32.const 1
i32.and
i32.eqz
br_if 0 (;@15;)
local.get 1
i32.const 767
i32.gt_u
br_if 7 (;@8;)
end
local.get 1
i32.const 32
i32.lt_u
br_if 11 (;@3;)
local.get 1
i32.const 127
i32.lt_u
br_if 10 (;@4;)
br 9 (;@5;)
end
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 12380
i32.store16
br 7 (;@6;)
end
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 29788
i32.store16
br 6 (;@6;)
end
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 29276
i32.store16
br 5 (;@6;)
end
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 28252
i32.store16
br 4 (;@6;)
end
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 23644
i32.store16
br 3 (;@6;)
end
local.get 2
i32.const 256
i32.and
i32.eqz
br_if 4 (;@4;)
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 10076
i32.store16
br 2 (;@6;)
end
local.get 1
call 120
i32.eqz
br_if 2 (;@5;)
local.get 3
i32.const 0
i32.store8 offset=14
local.get 3
i32.const 0
i32.store16 offset=12
local.get 3
local.get 1
i32.const 20
i32.shr_u
i32.load8_u offset=69899
i32.store8 offset=15
local.get 3
local.get 1
i32.const 4
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=19
local.get 3
local.get 1
i32.const 8
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=18
local.get 3
local.get 1
i32.const 12
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=17
local.get 3
local.get 1
i32.const 16
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=16
local.get 3
i32.const 12
i32.add
local.get 1
i32.const 1
i32.or
i32.clz
i32.const 2
i32.shr_u
local.tee 2
i32.add
local.tee 4
i32.const 123
i32.store8
local.get 4
i32.const -1
i32.add
i32.const 117
i32.store8
local.get 3
i32.const 12
i32.add
local.get 2
i32.const -2
i32.add
local.tee 2
i32.add
i32.const 92
i32.store8
local.get 0
local.get 3
i64.load offset=12 align=2
i64.store align=1
local.get 3
i32.const 125
i32.store8 offset=21
local.get 3
local.get 1
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=20
local.get 0
local.get 3
i32.load16_u offset=20
i32.store16 offset=8 align=1
br 5 (;@2;)
end
local.get 2
i32.const 16777215
i32.and
i32.const 65536
i32.lt_u
br_if 2 (;@4;)
local.get 0
i64.const 0
i64.store offset=2 align=2
local.get 0
i32.const 8796
i32.store16
end
i32.const 2
local.set 1
i32.const 0
local.set 2
br 4 (;@1;)
end
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 1
i32.const 65536
i32.lt_u
br_if 0 (;@8;)
local.get 1
i32.const 131072
i32.lt_u
br_if 1 (;@7;)
local.get 1
i32.const 2097150
i32.and
local.tee 2
i32.const 183982
i32.eq
br_if 5 (;@3;)
local.get 1
i32.const 2097120
i32.and
i32.const 173792
i32.eq
br_if 5 (;@3;)
local.get 2
i32.const 178206
i32.eq
br_if 5 (;@3;)
local.get 1
i32.const -191472
i32.add
i32.const -16
i32.gt_u
br_if 5 (;@3;)
local.get 1
i32.const -194560
i32.add
i32.const -2467
i32.gt_u
br_if 5 (;@3;)
local.get 1
i32.const -196608
i32.add
i32.const -1507
i32.gt_u
br_if 5 (;@3;)
local.get 1
i32.const -201552
i32.add
i32.const -6
i32.gt_u
br_if 5 (;@3;)
local.get 1
i32.const -917760
i32.add
i32.const -707719
i32.gt_u
br_if 5 (;@3;)
local.get 1
i32.const 918000
i32.lt_u
br_if 4 (;@4;)
br 5 (;@3;)
end
i32.const 0
local.set 5
local.get 1
i32.const 8
i32.shr_u
i32.const 255
i32.and
local.set 6
i32.const 0
local.set 2
loop ;; label = @8
local.get 2
i32.const 2
i32.add
local.set 7
local.get 5
local.get 2
i32.load8_u offset=70853
local.tee 4
i32.add
local.set 8
block ;; label = @9
local.get 2
i32.load8_u offset=70852
local.tee 2
local.get 6
i32.eq
br_if 0 (;@9;)
local.get 2
local.get 6
i32.gt_u
br_if 3 (;@6;)
local.get 8
local.set 5
local.get 7
local.set 2
local.get 7
i32.const 76
i32.ne
br_if 1 (;@8;)
br 3 (;@6;)
end
block ;; label = @9
block ;; label = @10
block ;; label = @11
local.get 8
local.get 5
i32.lt_u
br_if 0 (;@11;)
local.get 8
i32.const 284
i32.gt_u
br_if 0 (;@11;)
local.get 4
i32.eqz
br_if 2 (;@9;)
local.get 5
i32.const 70928
i32.add
local.set 2
br 1 (;@10;)
end
local.get 5
local.get 8
i32.const 284
i32.const 71504
call 73
unreachable
end
loop ;; label = @10
local.get 2
i32.load8_u
local.get 1
i32.const 255
i32.and
i32.eq
br_if 7 (;@3;)
local.get 2
i32.const 1
i32.add
local.set 2
local.get 4
i32.const -1
i32.add
local.tee 4
br_if 0 (;@10;)
end
end
local.get 8
local.set 5
local.get 7
local.set 2
local.get 7
i32.const 76
i32.ne
br_if 0 (;@8;)
br 2 (;@6;)
end
end
i32.const 0
local.set 5
local.get 1
i32.const 8
i32.shr_u
i32.const 255
i32.and
local.set 6
i32.const 0
local.set 2
block ;; label = @7
loop ;; label = @8
local.get 2
i32.const 2
i32.add
local.set 7
local.get 5
local.get 2
i32.load8_u offset=70045
local.tee 4
i32.add
local.set 8
block ;; label = @9
local.get 2
i32.load8_u offset=70044
local.tee 2
local.get 6
i32.eq
br_if 0 (;@9;)
local.get 2
local.get 6
i32.gt_u
br_if 2 (;@7;)
local.get 8
local.set 5
local.get 7
local.set 2
local.get 7
i32.const 92
i32.ne
br_if 1 (;@8;)
br 2 (;@7;)
end
block ;; label = @9
block ;; label = @10
block ;; label = @11
local.get 8
local.get 5
i32.lt_u
br_if 0 (;@11;)
local.get 8
i32.const 212
i32.gt_u
br_if 0 (;@11;)
local.get 4
i32.eqz
br_if 2 (;@9;)
local.get 5
i32.const 70136
i32.add
local.set 2
br 1 (;@10;)
end
local.get 5
local.get 8
i32.const 212
i32.const 71504
call 73
unreachable
end
loop ;; label = @10
local.get 2
i32.load8_u
local.get 1
i32.const 255
i32.and
i32.eq
br_if 7 (;@3;)
local.get 2
i32.const 1
i32.add
local.set 2
local.get 4
i32.const -1
i32.add
local.tee 4
br_if 0 (;@10;)
end
end
local.get 8
local.set 5
local.get 7
local.set 2
local.get 7
i32.const 92
i32.ne
br_if 0 (;@8;)
end
end
local.get 1
i32.const 65535
i32.and
local.set 5
i32.const 1
local.set 4
i32.const 0
local.set 2
loop ;; label = @7
local.get 2
i32.const 1
i32.add
local.set 7
block ;; label = @8
block ;; label = @9
local.get 2
i32.load8_s offset=70348
local.tee 8
i32.const 0
i32.lt_s
br_if 0 (;@9;)
local.get 7
local.set 2
br 1 (;@8;)
end
block ;; label = @9
local.get 7
i32.const 504
i32.eq
br_if 0 (;@9;)
local.get 8
i32.const 127
i32.and
i32.const 8
i32.shl
local.get 2
i32.const 70349
i32.add
i32.load8_u
i32.or
local.set 8
local.get 2
i32.const 2
i32.add
local.set 2
br 1 (;@8;)
end
i32.const 71520
call 26
unreachable
end
local.get 5
local.get 8
i32.sub
local.tee 5
i32.const 0
i32.lt_s
br_if 2 (;@5;)
local.get 4
i32.const 1
i32.xor
local.set 4
local.get 2
i32.const 504
i32.ne
br_if 0 (;@7;)
br 2 (;@5;)
end
end
i32.const 1
local.set 4
local.get 1
local.set 5
i32.const 0
local.set 2
loop ;; label = @6
local.get 2
i32.const 1
i32.add
local.set 7
block ;; label = @7
block ;; label = @8
local.get 2
i32.load8_s offset=71212
local.tee 8
i32.const 0
i32.lt_s
br_if 0 (;@8;)
local.get 7
local.set 2
br 1 (;@7;)
end
block ;; label = @8
local.get 7
i32.const 292
i32.eq
br_if 0 (;@8;)
local.get 8
i32.const 127
i32.and
i32.const 8
i32.shl
local.get 2
i32.const 71213
i32.add
i32.load8_u
i32.or
local.set 8
local.get 2
i32.const 2
i32.add
local.set 2
br 1 (;@7;)
end
i32.const 71520
call 26
unreachable
end
local.get 5
local.get 8
i32.sub
local.tee 5
i32.const 0
i32.lt_s
br_if 1 (;@5;)
local.get 4
i32.const 1
i32.xor
local.set 4
local.get 2
i32.const 292
i32.ne
br_if 0 (;@6;)
end
end
local.get 4
i32.const 1
i32.and
i32.eqz
br_if 1 (;@3;)
end
local.get 0
local.get 1
i32.store
i32.const 129
local.set 1
i32.const 128
local.set 2
br 2 (;@1;)
end
local.get 3
i32.const 0
i32.store8 offset=24
local.get 3
i32.const 0
i32.store16 offset=22
local.get 3
local.get 1
i32.const 20
i32.shr_u
i32.load8_u offset=69899
i32.store8 offset=25
local.get 3
local.get 1
i32.const 4
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=29
local.get 3
local.get 1
i32.const 8
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=28
local.get 3
local.get 1
i32.const 12
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=27
local.get 3
local.get 1
i32.const 16
i32.shr_u
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=26
local.get 3
i32.const 22
i32.add
local.get 1
i32.const 1
i32.or
i32.clz
i32.const 2
i32.shr_u
local.tee 2
i32.add
local.tee 4
i32.const 123
i32.store8
local.get 4
i32.const -1
i32.add
i32.const 117
i32.store8
local.get 3
i32.const 22
i32.add
local.get 2
i32.const -2
i32.add
local.tee 2
i32.add
i32.const 92
i32.store8
local.get 0
local.get 3
i64.load offset=22 align=2
i64.store align=1
local.get 3
i32.const 125
i32.store8 offset=31
local.get 3
local.get 1
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8 offset=30
local.get 0
local.get 3
i32.load16_u offset=30
i32.store16 offset=8 align=1
end
i32.const 10
local.set 1
end
local.get 0
local.get 1
i32.store8 offset=13
local.get 0
local.get 2
i32.store8 offset=12
local.get 3
i32.const 32
i32.add
global.set 0
)
(func (;120;) (type 6) (param i32) (result i32)
(local i32 i32 i32 i32 i32)
i32.const 0
local.set 1
i32.const 0
i32.const 16
local.get 0
i32.const 69291
i32.lt_u
select
local.tee 2
local.get 2
i32.const 8
i32.or
local.tee 2
local.get 2
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.get 0
i32.const 11
i32.shl
local.tee 2
i32.gt_u
select
local.tee 3
local.get 3
i32.const 4
i32.or
local.tee 3
local.get 3
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.get 2
i32.gt_u
select
local.tee 3
local.get 3
i32.const 2
i32.or
local.tee 3
local.get 3
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.get 2
i32.gt_u
select
local.tee 3
local.get 3
i32.const 1
i32.add
local.tee 3
local.get 3
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.get 2
i32.gt_u
select
local.tee 3
local.get 3
i32.const 1
i32.add
local.tee 3
local.get 3
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.get 2
i32.gt_u
select
local.tee 3
i32.const 2
i32.shl
i32.load offset=71536
i32.const 11
i32.shl
local.tee 4
local.get 2
i32.eq
local.get 4
local.get 2
i32.lt_u
i32.add
local.get 3
i32.add
local.tee 3
i32.const 2
i32.shl
local.tee 2
i32.const 71536
i32.add
local.set 5
local.get 2
i32.load offset=71536
i32.const 21
i32.shr_u
local.set 2
i32.const 767
local.set 4
block ;; label = @1
block ;; label = @2
local.get 3
i32.const 31
i32.gt_u
br_if 0 (;@2;)
local.get 5
i32.load offset=4
i32.const 21
i32.shr_u
local.set 4
local.get 3
i32.eqz
br_if 1 (;@1;)
end
local.get 5
i32.const -4
i32.add
i32.load
i32.const 2097151
i32.and
local.set 1
end
block ;; label = @1
local.get 4
local.get 2
i32.const -1
i32.xor
i32.add
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 1
i32.sub
local.set 3
local.get 4
i32.const -1
i32.add
local.set 4
i32.const 0
local.set 0
loop ;; label = @2
local.get 0
local.get 2
i32.const 69132
i32.add
i32.load8_u
i32.add
local.tee 0
local.get 3
i32.gt_u
br_if 1 (;@1;)
local.get 4
local.get 2
i32.const 1
i32.add
local.tee 2
i32.ne
br_if 0 (;@2;)
end
end
local.get 2
i32.const 1
i32.and
)
(func (;121;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
i32.const 10
local.set 3
local.get 0
i32.load
local.tee 4
local.set 5
block ;; label = @1
local.get 4
i32.const 1000
i32.lt_u
br_if 0 (;@1;)
i32.const 10
local.set 3
local.get 4
local.set 5
loop ;; label = @2
local.get 2
i32.const 6
i32.add
local.get 3
i32.add
local.tee 6
i32.const -4
i32.add
local.get 5
local.tee 0
local.get 0
i32.const 10000
i32.div_u
local.tee 5
i32.const 10000
i32.mul
i32.sub
local.tee 7
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 8
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 6
i32.const -2
i32.add
local.get 7
local.get 8
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 3
i32.const -4
i32.add
local.set 3
local.get 0
i32.const 9999999
i32.gt_u
br_if 0 (;@2;)
end
end
block ;; label = @1
block ;; label = @2
local.get 5
i32.const 9
i32.gt_u
br_if 0 (;@2;)
local.get 5
local.set 0
br 1 (;@1;)
end
local.get 2
i32.const 6
i32.add
local.get 3
i32.const -2
i32.add
local.tee 3
i32.add
local.get 5
local.get 5
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 0
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
end
block ;; label = @1
block ;; label = @2
local.get 4
i32.eqz
br_if 0 (;@2;)
local.get 0
i32.eqz
br_if 1 (;@1;)
end
local.get 2
i32.const 6
i32.add
local.get 3
i32.const -1
i32.add
local.tee 3
i32.add
local.get 0
i32.const 1
i32.shl
i32.load8_u offset=77865
i32.store8
end
local.get 1
i32.const 1
i32.const 1
i32.const 0
local.get 2
i32.const 6
i32.add
local.get 3
i32.add
i32.const 10
local.get 3
i32.sub
call 116
local.set 3
local.get 2
i32.const 16
i32.add
global.set 0
local.get 3
)
(func (;122;) (type 3) (param i32 i32 i32)
(local i32 i64)
global.get 0
i32.const 32
i32.sub
local.tee 3
global.set 0
local.get 3
local.get 1
i32.store offset=12
local.get 3
local.get 0
i32.store offset=8
local.get 3
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 4
local.get 3
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=24
local.get 3
local.get 4
local.get 3
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=16
i32.const 65882
local.get 3
i32.const 16
i32.add
local.get 2
call 96
unreachable
)
(func (;123;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32)
block ;; label = @1
local.get 4
br_if 0 (;@1;)
local.get 0
i32.const 0
i32.store offset=60
local.get 0
local.get 3
i32.store offset=56
local.get 0
local.get 2
i32.store offset=52
local.get 0
local.get 1
i32.store offset=48
local.get 0
i32.const 0
i32.store8 offset=14
local.get 0
i32.const 257
i32.store16 offset=12
local.get 0
local.get 2
i32.store offset=8
local.get 0
i64.const 0
i64.store
return
end
i32.const 1
local.set 5
i32.const 0
local.set 6
i32.const 0
local.set 7
i32.const 1
local.set 8
block ;; label = @1
local.get 4
i32.const 1
i32.eq
br_if 0 (;@1;)
i32.const 1
local.set 9
i32.const 1
local.set 10
i32.const 0
local.set 11
i32.const 1
local.set 5
i32.const 0
local.set 6
loop ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 6
local.get 11
i32.add
local.tee 12
local.get 4
i32.ge_u
br_if 0 (;@4;)
block ;; label = @5
local.get 3
local.get 9
i32.add
i32.load8_u
i32.const 255
i32.and
local.tee 9
local.get 3
local.get 12
i32.add
i32.load8_u
local.tee 12
i32.lt_u
br_if 0 (;@5;)
block ;; label = @6
local.get 9
local.get 12
i32.eq
br_if 0 (;@6;)
i32.const 1
local.set 5
i32.const 0
local.set 11
local.get 10
local.set 6
local.get 10
i32.const 1
i32.add
local.set 10
br 3 (;@3;)
end
i32.const 0
local.get 11
i32.const 1
i32.add
local.tee 9
local.get 9
local.get 5
i32.eq
local.tee 12
select
local.set 11
local.get 9
i32.const 0
local.get 12
select
local.get 10
i32.add
local.set 10
br 2 (;@3;)
end
local.get 10
local.get 11
i32.add
i32.const 1
i32.add
local.tee 10
local.get 6
i32.sub
local.set 5
i32.const 0
local.set 11
br 1 (;@3;)
end
local.get 12
local.get 4
i32.const 69916
call 122
unreachable
end
local.get 10
local.get 11
i32.add
local.tee 9
local.get 4
i32.lt_u
br_if 0 (;@2;)
end
i32.const 1
local.set 9
i32.const 1
local.set 10
i32.const 0
local.set 11
i32.const 1
local.set 8
i32.const 0
local.set 7
loop ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 7
local.get 11
i32.add
local.tee 12
local.get 4
i32.ge_u
br_if 0 (;@5;)
local.get 3
local.get 9
i32.add
i32.load8_u
i32.const 255
i32.and
local.tee 9
local.get 3
local.get 12
i32.add
i32.load8_u
local.tee 12
i32.gt_u
br_if 1 (;@4;)
block ;; label = @6
local.get 9
local.get 12
i32.eq
br_if 0 (;@6;)
i32.const 1
local.set 8
i32.const 0
local.set 11
local.get 10
local.set 7
local.get 10
i32.const 1
i32.add
local.set 10
br 3 (;@3;)
end
i32.const 0
local.get 11
i32.const 1
i32.add
local.tee 9
local.get 9
local.get 8
i32.eq
local.tee 12
select
local.set 11
local.get 9
i32.const 0
local.get 12
select
local.get 10
i32.add
local.set 10
br 2 (;@3;)
end
local.get 12
local.get 4
i32.const 69916
call 122
unreachable
end
local.get 10
local.get 11
i32.add
i32.const 1
i32.add
local.tee 10
local.get 7
i32.sub
local.set 8
i32.const 0
local.set 11
end
local.get 10
local.get 11
i32.add
local.tee 9
local.get 4
i32.lt_u
br_if 0 (;@2;)
end
end
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 4
local.get 6
local.get 7
local.get 6
local.get 7
i32.gt_u
local.tee 11
select
local.tee 13
i32.lt_u
br_if 0 (;@6;)
local.get 5
local.get 8
local.get 11
select
local.tee 10
local.get 13
i32.add
local.tee 11
local.get 10
i32.lt_u
br_if 1 (;@5;)
local.get 11
local.get 4
i32.gt_u
br_if 1 (;@5;)
block ;; label = @7
block ;; label = @8
local.get 3
local.get 3
local.get 10
i32.add
local.get 13
call 232
i32.eqz
br_if 0 (;@8;)
i64.const 0
local.set 14
local.get 3
local.set 11
local.get 4
local.set 10
loop ;; label = @9
i64.const 1
local.get 11
i64.load8_u
i64.shl
local.get 14
i64.or
local.set 14
local.get 11
i32.const 1
i32.add
local.set 11
local.get 10
i32.const -1
i32.add
local.tee 10
br_if 0 (;@9;)
end
local.get 4
local.get 13
i32.sub
local.tee 11
local.get 13
local.get 11
local.get 13
i32.gt_u
select
i32.const 1
i32.add
local.set 10
i32.const -1
local.set 9
local.get 13
local.set 12
i32.const -1
local.set 11
br 1 (;@7;)
end
local.get 4
i32.const -1
i32.add
local.set 7
i32.const 1
local.set 6
i32.const 0
local.set 11
i32.const 1
local.set 12
i32.const 0
local.set 8
block ;; label = @8
loop ;; label = @9
local.get 12
local.tee 9
local.get 11
i32.add
local.tee 15
local.get 4
i32.ge_u
br_if 1 (;@8;)
local.get 4
local.get 11
i32.sub
local.get 9
i32.const -1
i32.xor
i32.add
local.tee 12
local.get 4
i32.ge_u
br_if 8 (;@1;)
local.get 7
local.get 11
local.get 8
i32.add
i32.sub
local.tee 5
local.get 4
i32.ge_u
br_if 7 (;@2;)
block ;; label = @10
block ;; label = @11
block ;; label = @12
local.get 3
local.get 12
i32.add
i32.load8_u
i32.const 255
i32.and
local.tee 12
local.get 3
local.get 5
i32.add
i32.load8_u
local.tee 5
i32.lt_u
br_if 0 (;@12;)
local.get 12
local.get 5
i32.eq
br_if 1 (;@11;)
local.get 9
i32.const 1
i32.add
local.set 12
i32.const 0
local.set 11
i32.const 1
local.set 6
local.get 9
local.set 8
br 2 (;@10;)
end
local.get 15
i32.const 1
i32.add
local.tee 12
local.get 8
i32.sub
local.set 6
i32.const 0
local.set 11
br 1 (;@10;)
end
i32.const 0
local.get 11
i32.const 1
i32.add
local.tee 12
local.get 12
local.get 6
i32.eq
local.tee 5
select
local.set 11
local.get 12
i32.const 0
local.get 5
select
local.get 9
i32.add
local.set 12
end
local.get 6
local.get 10
i32.ne
br_if 0 (;@9;)
end
end
i32.const 1
local.set 6
i32.const 0
local.set 11
i32.const 1
local.set 12
i32.const 0
local.set 15
block ;; label = @8
loop ;; label = @9
local.get 12
local.tee 9
local.get 11
i32.add
local.tee 16
local.get 4
i32.ge_u
br_if 1 (;@8;)
local.get 4
local.get 11
i32.sub
local.get 9
i32.const -1
i32.xor
i32.add
local.tee 12
local.get 4
i32.ge_u
br_if 5 (;@4;)
local.get 7
local.get 11
local.get 15
i32.add
i32.sub
local.tee 5
local.get 4
i32.ge_u
br_if 6 (;@3;)
block ;; label = @10
block ;; label = @11
block ;; label = @12
local.get 3
local.get 12
i32.add
i32.load8_u
i32.const 255
i32.and
local.tee 12
local.get 3
local.get 5
i32.add
i32.load8_u
local.tee 5
i32.gt_u
br_if 0 (;@12;)
local.get 12
local.get 5
i32.eq
br_if 1 (;@11;)
local.get 9
i32.const 1
i32.add
local.set 12
i32.const 0
local.set 11
i32.const 1
local.set 6
local.get 9
local.set 15
br 2 (;@10;)
end
local.get 16
i32.const 1
i32.add
local.tee 12
local.get 15
i32.sub
local.set 6
i32.const 0
local.set 11
br 1 (;@10;)
end
i32.const 0
local.get 11
i32.const 1
i32.add
local.tee 12
local.get 12
local.get 6
i32.eq
local.tee 5
select
local.set 11
local.get 12
i32.const 0
local.get 5
select
local.get 9
i32.add
local.set 12
end
local.get 6
local.get 10
i32.ne
br_if 0 (;@9;)
end
end
local.get 4
local.get 15
local.get 8
local.get 15
local.get 8
i32.gt_u
select
i32.sub
local.set 12
i64.const 0
local.set 14
block ;; label = @8
block ;; label = @9
local.get 10
br_if 0 (;@9;)
i32.const 0
local.set 10
i32.const 0
local.set 9
br 1 (;@8;)
end
i32.const 0
local.set 9
i32.const 0
local.set 11
loop ;; label = @9
i64.const 1
local.get 3
local.get 11
i32.add
i64.load8_u
i64.shl
local.get 14
i64.or
local.set 14
local.get 10
local.get 11
i32.const 1
i32.add
local.tee 11
i32.ne
br_if 0 (;@9;)
end
end
local.get 4
local.set 11
end
local.get 0
local.get 4
i32.store offset=60
local.get 0
local.get 3
i32.store offset=56
local.get 0
local.get 2
i32.store offset=52
local.get 0
local.get 1
i32.store offset=48
local.get 0
local.get 11
i32.store offset=40
local.get 0
local.get 9
i32.store offset=36
local.get 0
local.get 2
i32.store offset=32
local.get 0
i32.const 0
i32.store offset=28
local.get 0
local.get 10
i32.store offset=24
local.get 0
local.get 12
i32.store offset=20
local.get 0
local.get 13
i32.store offset=16
local.get 0
local.get 14
i64.store offset=8
local.get 0
i32.const 1
i32.store
return
end
i32.const 0
local.get 13
local.get 4
i32.const 69980
call 73
unreachable
end
local.get 10
local.get 11
local.get 4
i32.const 69964
call 73
unreachable
end
local.get 12
local.get 4
i32.const 69932
call 122
unreachable
end
local.get 5
local.get 4
i32.const 69948
call 122
unreachable
end
local.get 5
local.get 4
i32.const 69948
call 122
unreachable
end
local.get 12
local.get 4
i32.const 69932
call 122
unreachable
)
(func (;124;) (type 10) (param i32 i32 i32 i32 i32)
local.get 0
local.get 1
local.get 2
local.get 3
local.get 4
call 125
unreachable
)
(func (;125;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32 i32 i64)
global.get 0
i32.const 80
i32.sub
local.tee 5
global.set 0
local.get 5
local.get 3
i32.store offset=8
local.get 5
local.get 2
i32.store offset=4
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 257
i32.lt_u
br_if 0 (;@2;)
i32.const 256
local.set 6
block ;; label = @3
loop ;; label = @4
local.get 0
local.get 6
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@3;)
local.get 6
i32.const -1
i32.add
local.tee 6
br_if 0 (;@4;)
end
i32.const 0
local.set 6
end
local.get 5
local.get 0
i32.store offset=12
local.get 5
local.get 6
i32.store offset=16
i32.const 5
i32.const 0
local.get 6
local.get 1
i32.lt_u
local.tee 7
select
local.set 6
i32.const 69996
i32.const 1
local.get 7
select
local.set 7
br 1 (;@1;)
end
local.get 5
local.get 1
i32.store offset=16
local.get 5
local.get 0
i32.store offset=12
i32.const 0
local.set 6
i32.const 1
local.set 7
end
local.get 5
local.get 6
i32.store offset=24
local.get 5
local.get 7
i32.store offset=20
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 2
local.get 1
i32.gt_u
br_if 0 (;@8;)
local.get 3
local.get 1
i32.gt_u
br_if 1 (;@7;)
local.get 2
local.get 3
i32.gt_u
br_if 2 (;@6;)
local.get 2
i32.eqz
br_if 4 (;@4;)
local.get 2
local.get 1
i32.ge_u
br_if 4 (;@4;)
local.get 0
local.get 2
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 4 (;@4;)
local.get 2
local.set 6
block ;; label = @9
loop ;; label = @10
local.get 0
local.get 6
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@9;)
local.get 6
i32.const -1
i32.add
local.tee 6
br_if 0 (;@10;)
end
i32.const 0
local.set 6
end
loop ;; label = @9
local.get 0
local.get 2
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 4 (;@5;)
local.get 1
local.get 2
i32.const 1
i32.add
local.tee 2
i32.ne
br_if 0 (;@9;)
end
local.get 1
local.set 2
br 3 (;@5;)
end
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 4
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65578
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
end
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65625
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
end
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=64
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
local.get 8
local.get 5
i32.const 4
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65536
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
end
local.get 5
local.get 6
i32.store offset=28
local.get 5
local.get 2
i32.store offset=32
block ;; label = @5
local.get 6
local.get 2
i32.gt_u
br_if 0 (;@5;)
block ;; label = @6
local.get 6
i32.eqz
br_if 0 (;@6;)
block ;; label = @7
local.get 6
local.get 1
i32.lt_u
br_if 0 (;@7;)
local.get 6
local.get 1
i32.eq
br_if 1 (;@6;)
br 2 (;@5;)
end
local.get 0
local.get 6
i32.add
i32.load8_s
i32.const -64
i32.lt_s
br_if 1 (;@5;)
end
block ;; label = @6
block ;; label = @7
local.get 2
local.get 1
i32.lt_u
br_if 0 (;@7;)
local.get 2
local.get 1
i32.ne
br_if 2 (;@5;)
br 1 (;@6;)
end
local.get 0
local.get 2
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@5;)
end
local.get 6
local.get 2
i32.eq
br_if 2 (;@3;)
block ;; label = @6
block ;; label = @7
local.get 0
local.get 6
i32.add
local.tee 0
i32.load8_s
local.tee 6
i32.const -1
i32.le_s
br_if 0 (;@7;)
local.get 6
i32.const 255
i32.and
local.set 6
br 1 (;@6;)
end
local.get 0
i32.load8_u offset=1
i32.const 63
i32.and
local.set 3
local.get 6
i32.const 31
i32.and
local.set 2
block ;; label = @7
local.get 6
i32.const -33
i32.gt_u
br_if 0 (;@7;)
local.get 2
i32.const 6
i32.shl
local.get 3
i32.or
local.set 6
br 1 (;@6;)
end
local.get 3
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=2
i32.const 63
i32.and
i32.or
local.set 3
block ;; label = @7
local.get 6
i32.const -16
i32.ge_u
br_if 0 (;@7;)
local.get 3
local.get 2
i32.const 12
i32.shl
i32.or
local.set 6
br 1 (;@6;)
end
local.get 3
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=3
i32.const 63
i32.and
i32.or
local.get 2
i32.const 18
i32.shl
i32.const 1835008
i32.and
i32.or
local.set 6
end
local.get 5
local.get 6
i32.store offset=36
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=72
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=64
local.get 5
i32.const 13
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 28
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
i32.const 14
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 36
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 4
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65670
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
end
local.get 0
local.get 1
local.get 6
local.get 2
local.get 4
call 124
unreachable
end
local.get 3
i32.eqz
br_if 2 (;@1;)
local.get 3
local.get 1
i32.ge_u
br_if 2 (;@1;)
local.get 0
local.get 3
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 2 (;@1;)
local.get 3
local.set 6
block ;; label = @4
loop ;; label = @5
local.get 0
local.get 6
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@4;)
local.get 6
i32.const -1
i32.add
local.tee 6
br_if 0 (;@5;)
end
i32.const 0
local.set 6
end
block ;; label = @4
loop ;; label = @5
local.get 0
local.get 3
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@4;)
local.get 1
local.get 3
i32.const 1
i32.add
local.tee 3
i32.ne
br_if 0 (;@5;)
end
local.get 1
local.set 3
end
local.get 5
local.get 6
i32.store offset=28
local.get 5
local.get 3
i32.store offset=32
local.get 6
local.get 3
i32.gt_u
br_if 1 (;@2;)
block ;; label = @4
local.get 6
i32.eqz
br_if 0 (;@4;)
block ;; label = @5
local.get 6
local.get 1
i32.lt_u
br_if 0 (;@5;)
local.get 6
local.get 1
i32.eq
br_if 1 (;@4;)
br 3 (;@2;)
end
local.get 0
local.get 6
i32.add
i32.load8_s
i32.const -64
i32.lt_s
br_if 2 (;@2;)
end
block ;; label = @4
block ;; label = @5
local.get 3
local.get 1
i32.lt_u
br_if 0 (;@5;)
local.get 3
local.get 1
i32.ne
br_if 3 (;@2;)
br 1 (;@4;)
end
local.get 0
local.get 3
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 2 (;@2;)
end
local.get 6
local.get 3
i32.eq
br_if 0 (;@3;)
block ;; label = @4
block ;; label = @5
local.get 0
local.get 6
i32.add
local.tee 0
i32.load8_s
local.tee 6
i32.const -1
i32.le_s
br_if 0 (;@5;)
local.get 6
i32.const 255
i32.and
local.set 6
br 1 (;@4;)
end
local.get 0
i32.load8_u offset=1
i32.const 63
i32.and
local.set 3
local.get 6
i32.const 31
i32.and
local.set 2
block ;; label = @5
local.get 6
i32.const -33
i32.gt_u
br_if 0 (;@5;)
local.get 2
i32.const 6
i32.shl
local.get 3
i32.or
local.set 6
br 1 (;@4;)
end
local.get 3
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=2
i32.const 63
i32.and
i32.or
local.set 3
block ;; label = @5
local.get 6
i32.const -16
i32.ge_u
br_if 0 (;@5;)
local.get 3
local.get 2
i32.const 12
i32.shl
i32.or
local.set 6
br 1 (;@4;)
end
local.get 3
i32.const 6
i32.shl
local.get 0
i32.load8_u offset=3
i32.const 63
i32.and
i32.or
local.get 2
i32.const 18
i32.shl
i32.const 1835008
i32.and
i32.or
local.set 6
end
local.get 5
local.get 6
i32.store offset=36
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=72
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=64
local.get 5
i32.const 13
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 28
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
i32.const 14
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 36
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65751
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
end
local.get 4
call 26
unreachable
end
local.get 0
local.get 1
local.get 6
local.get 3
local.get 4
call 124
unreachable
end
local.get 5
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 8
local.get 5
i32.const 20
i32.add
i64.extend_i32_u
i64.or
i64.store offset=56
local.get 5
local.get 8
local.get 5
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 5
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
i32.const 65625
local.get 5
i32.const 40
i32.add
local.get 4
call 96
unreachable
)
(func (;126;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
i32.load offset=8
local.tee 3
i32.const 33554432
i32.and
br_if 0 (;@4;)
local.get 3
i32.const 67108864
i32.and
br_if 1 (;@3;)
local.get 0
local.get 1
call 121
i32.eqz
br_if 2 (;@2;)
i32.const 1
local.set 4
br 3 (;@1;)
end
local.get 0
i32.load
local.set 4
i32.const 9
local.set 3
loop ;; label = @4
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -2
i32.add
local.get 4
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8
local.get 3
i32.const -1
i32.add
local.set 3
local.get 4
i32.const 4
i32.shr_u
local.tee 4
br_if 0 (;@4;)
end
i32.const 1
local.set 4
local.get 1
i32.const 1
i32.const 71670
i32.const 2
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -1
i32.add
i32.const 9
local.get 3
i32.sub
call 116
i32.eqz
br_if 1 (;@2;)
br 2 (;@1;)
end
local.get 0
i32.load
local.set 4
i32.const 9
local.set 3
loop ;; label = @3
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -2
i32.add
local.get 4
i32.const 15
i32.and
i32.load8_u offset=71672
i32.store8
local.get 3
i32.const -1
i32.add
local.set 3
local.get 4
i32.const 4
i32.shr_u
local.tee 4
br_if 0 (;@3;)
end
i32.const 1
local.set 4
local.get 1
i32.const 1
i32.const 71670
i32.const 2
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -1
i32.add
i32.const 9
local.get 3
i32.sub
call 116
br_if 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.load
i32.const 71668
i32.const 2
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
i32.eqz
br_if 0 (;@2;)
i32.const 1
local.set 4
br 1 (;@1;)
end
local.get 0
i32.const 4
i32.add
local.set 3
block ;; label = @2
block ;; label = @3
local.get 1
i32.load offset=8
local.tee 4
i32.const 33554432
i32.and
br_if 0 (;@3;)
local.get 4
i32.const 67108864
i32.and
br_if 1 (;@2;)
local.get 3
local.get 1
call 121
local.set 4
br 2 (;@1;)
end
local.get 3
i32.load
local.set 4
i32.const 9
local.set 3
loop ;; label = @3
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -2
i32.add
local.get 4
i32.const 15
i32.and
i32.load8_u offset=69899
i32.store8
local.get 3
i32.const -1
i32.add
local.set 3
local.get 4
i32.const 4
i32.shr_u
local.tee 4
br_if 0 (;@3;)
end
local.get 1
i32.const 1
i32.const 71670
i32.const 2
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -1
i32.add
i32.const 9
local.get 3
i32.sub
call 116
local.set 4
br 1 (;@1;)
end
local.get 3
i32.load
local.set 4
i32.const 9
local.set 3
loop ;; label = @2
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -2
i32.add
local.get 4
i32.const 15
i32.and
i32.load8_u offset=71672
i32.store8
local.get 3
i32.const -1
i32.add
local.set 3
local.get 4
i32.const 4
i32.shr_u
local.tee 4
br_if 0 (;@2;)
end
local.get 1
i32.const 1
i32.const 71670
i32.const 2
local.get 2
i32.const 8
i32.add
local.get 3
i32.add
i32.const -1
i32.add
i32.const 9
local.get 3
i32.sub
call 116
local.set 4
end
local.get 2
i32.const 16
i32.add
global.set 0
local.get 4
)
(func (;127;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
i32.const 1
local.set 3
block ;; label = @1
local.get 1
i32.load
local.tee 4
i32.const 39
local.get 1
i32.load offset=4
local.tee 5
i32.load offset=16
local.tee 1
call_indirect (type 1)
br_if 0 (;@1;)
local.get 2
local.get 0
i32.load
i32.const 257
call 119
block ;; label = @2
block ;; label = @3
local.get 2
i32.load8_u offset=13
local.tee 3
i32.const 129
i32.lt_u
br_if 0 (;@3;)
local.get 4
local.get 2
i32.load
local.get 1
call_indirect (type 1)
i32.eqz
br_if 1 (;@2;)
i32.const 1
local.set 3
br 2 (;@1;)
end
local.get 4
local.get 2
local.get 2
i32.load8_u offset=12
local.tee 0
i32.add
local.get 3
local.get 0
i32.sub
local.get 5
i32.load offset=12
call_indirect (type 0)
i32.eqz
br_if 0 (;@2;)
i32.const 1
local.set 3
br 1 (;@1;)
end
local.get 4
i32.const 39
local.get 1
call_indirect (type 1)
local.set 3
end
local.get 2
i32.const 16
i32.add
global.set 0
local.get 3
)
(func (;128;) (type 9) (param i32 i32 i32 i32)
(local i32 i32 i32 i32 i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 2
i32.const 3
i32.add
i32.const -4
i32.and
local.tee 4
local.get 2
i32.eq
br_if 0 (;@4;)
local.get 4
local.get 2
i32.sub
local.set 4
i32.const 0
local.set 5
local.get 1
i32.const 255
i32.and
local.set 6
i32.const 1
local.set 7
loop ;; label = @5
local.get 2
local.get 5
i32.add
i32.load8_u
local.get 6
i32.eq
br_if 4 (;@1;)
local.get 4
local.get 5
i32.const 1
i32.add
local.tee 5
i32.ne
br_if 0 (;@5;)
end
local.get 4
local.get 3
i32.const -8
i32.add
local.tee 8
i32.gt_u
br_if 2 (;@2;)
br 1 (;@3;)
end
local.get 3
i32.const -8
i32.add
local.set 8
i32.const 0
local.set 4
end
local.get 1
i32.const 255
i32.and
i32.const 16843009
i32.mul
local.set 5
loop ;; label = @3
i32.const 16843008
local.get 2
local.get 4
i32.add
local.tee 6
i32.load
local.get 5
i32.xor
local.tee 7
i32.sub
local.get 7
i32.or
i32.const 16843008
local.get 6
i32.const 4
i32.add
i32.load
local.get 5
i32.xor
local.tee 6
i32.sub
local.get 6
i32.or
i32.and
i32.const -2139062144
i32.and
i32.const -2139062144
i32.ne
br_if 1 (;@2;)
local.get 4
i32.const 8
i32.add
local.tee 4
local.get 8
i32.le_u
br_if 0 (;@3;)
end
end
block ;; label = @2
local.get 3
local.get 4
i32.eq
br_if 0 (;@2;)
local.get 3
local.get 4
i32.sub
local.set 7
local.get 2
local.get 4
i32.add
local.set 2
i32.const 0
local.set 5
local.get 1
i32.const 255
i32.and
local.set 6
block ;; label = @3
loop ;; label = @4
local.get 2
local.get 5
i32.add
i32.load8_u
local.get 6
i32.eq
br_if 1 (;@3;)
local.get 7
local.get 5
i32.const 1
i32.add
local.tee 5
i32.eq
br_if 2 (;@2;)
br 0 (;@4;)
end
end
local.get 5
local.get 4
i32.add
local.set 5
i32.const 1
local.set 7
br 1 (;@1;)
end
i32.const 0
local.set 7
end
local.get 0
local.get 5
i32.store offset=4
local.get 0
local.get 7
i32.store
)
(func (;129;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i64 i64 i64 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
i32.const 20
local.set 3
block ;; label = @1
local.get 0
i64.load
local.tee 4
local.get 4
i64.const 63
i64.shr_s
local.tee 5
i64.xor
local.get 5
i64.sub
local.tee 6
i64.const 1000
i64.lt_u
br_if 0 (;@1;)
i32.const 20
local.set 3
loop ;; label = @2
local.get 2
i32.const 12
i32.add
local.get 3
i32.add
local.tee 0
i32.const -4
i32.add
local.get 6
local.tee 5
local.get 5
i64.const 10000
i64.div_u
local.tee 6
i64.const 10000
i64.mul
i64.sub
i32.wrap_i64
local.tee 7
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 8
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 0
i32.const -2
i32.add
local.get 7
local.get 8
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 3
i32.const -4
i32.add
local.set 3
local.get 5
i64.const 9999999
i64.gt_u
br_if 0 (;@2;)
end
end
block ;; label = @1
local.get 6
i64.const 9
i64.le_u
br_if 0 (;@1;)
local.get 2
i32.const 12
i32.add
local.get 3
i32.const -2
i32.add
local.tee 3
i32.add
local.get 6
i32.wrap_i64
local.tee 0
local.get 0
i32.const 65535
i32.and
i32.const 100
i32.div_u
local.tee 0
i32.const 100
i32.mul
i32.sub
i32.const 65535
i32.and
i32.const 1
i32.shl
i32.load16_u offset=77864
i32.store16 align=1
local.get 0
i64.extend_i32_u
local.set 6
end
block ;; label = @1
block ;; label = @2
local.get 4
i64.eqz
br_if 0 (;@2;)
local.get 6
i64.eqz
br_if 1 (;@1;)
end
local.get 2
i32.const 12
i32.add
local.get 3
i32.const -1
i32.add
local.tee 3
i32.add
local.get 6
i32.wrap_i64
i32.const 1
i32.shl
i32.load8_u offset=77865
i32.store8
end
local.get 1
local.get 4
i64.const -1
i64.gt_s
i32.const 1
i32.const 0
local.get 2
i32.const 12
i32.add
local.get 3
i32.add
i32.const 20
local.get 3
i32.sub
call 116
local.set 3
local.get 2
i32.const 32
i32.add
global.set 0
local.get 3
)
(func (;130;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 0
i32.load
local.set 0
block ;; label = @1
block ;; label = @2
local.get 1
i32.load8_u offset=11
i32.const 24
i32.and
br_if 0 (;@2;)
local.get 1
i32.load
local.get 0
local.get 1
i32.load offset=4
i32.load offset=16
call_indirect (type 1)
local.set 0
br 1 (;@1;)
end
local.get 2
i32.const 0
i32.store offset=12
block ;; label = @2
block ;; label = @3
local.get 0
i32.const 128
i32.lt_u
br_if 0 (;@3;)
local.get 0
i32.const 63
i32.and
i32.const -128
i32.or
local.set 3
local.get 0
i32.const 6
i32.shr_u
local.set 4
block ;; label = @4
local.get 0
i32.const 2048
i32.ge_u
br_if 0 (;@4;)
local.get 2
local.get 3
i32.store8 offset=13
local.get 2
local.get 4
i32.const 192
i32.or
i32.store8 offset=12
i32.const 2
local.set 0
br 2 (;@2;)
end
local.get 0
i32.const 12
i32.shr_u
local.set 5
local.get 4
i32.const 63
i32.and
i32.const -128
i32.or
local.set 4
block ;; label = @4
local.get 0
i32.const 65535
i32.gt_u
br_if 0 (;@4;)
local.get 2
local.get 3
i32.store8 offset=14
local.get 2
local.get 4
i32.store8 offset=13
local.get 2
local.get 5
i32.const 224
i32.or
i32.store8 offset=12
i32.const 3
local.set 0
br 2 (;@2;)
end
local.get 2
local.get 3
i32.store8 offset=15
local.get 2
local.get 4
i32.store8 offset=14
local.get 2
local.get 5
i32.const 63
i32.and
i32.const -128
i32.or
i32.store8 offset=13
local.get 2
local.get 0
i32.const 18
i32.shr_u
i32.const -16
i32.or
i32.store8 offset=12
i32.const 4
local.set 0
br 1 (;@2;)
end
local.get 2
local.get 0
i32.store8 offset=12
i32.const 1
local.set 0
end
local.get 1
local.get 2
i32.const 12
i32.add
local.get 0
call 113
local.set 0
end
local.get 2
i32.const 16
i32.add
global.set 0
local.get 0
)
(func (;131;) (type 1) (param i32 i32) (result i32)
block ;; label = @1
local.get 0
i32.load8_u
br_if 0 (;@1;)
local.get 1
i32.const 71688
i32.const 5
call 113
return
end
local.get 1
i32.const 71693
i32.const 4
call 113
)
(func (;132;) (type 1) (param i32 i32) (result i32)
block ;; label = @1
local.get 1
i32.const 9
i32.lt_u
br_if 0 (;@1;)
local.get 1
local.get 0
call 133
return
end
local.get 0
call 6
)
(func (;133;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32)
i32.const 0
local.set 2
block ;; label = @1
local.get 1
i32.const -65587
local.get 0
i32.const 16
local.get 0
i32.const 16
i32.gt_u
select
local.tee 0
i32.sub
i32.ge_u
br_if 0 (;@1;)
local.get 0
i32.const 16
local.get 1
i32.const 11
i32.add
i32.const -8
i32.and
local.get 1
i32.const 11
i32.lt_u
select
local.tee 3
i32.add
i32.const 12
i32.add
call 6
local.tee 1
i32.eqz
br_if 0 (;@1;)
local.get 1
i32.const -8
i32.add
local.set 2
block ;; label = @2
block ;; label = @3
local.get 0
i32.const -1
i32.add
local.tee 4
local.get 1
i32.and
br_if 0 (;@3;)
local.get 2
local.set 0
br 1 (;@2;)
end
local.get 1
i32.const -4
i32.add
local.tee 5
i32.load
local.tee 6
i32.const -8
i32.and
local.get 4
local.get 1
i32.add
i32.const 0
local.get 0
i32.sub
i32.and
i32.const -8
i32.add
local.tee 1
i32.const 0
local.get 0
local.get 1
local.get 2
i32.sub
i32.const 16
i32.gt_u
select
i32.add
local.tee 0
local.get 2
i32.sub
local.tee 1
i32.sub
local.set 4
block ;; label = @3
local.get 6
i32.const 3
i32.and
i32.eqz
br_if 0 (;@3;)
local.get 0
local.get 4
local.get 0
i32.load offset=4
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store offset=4
local.get 0
local.get 4
i32.add
local.tee 4
local.get 4
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 5
local.get 1
local.get 5
i32.load
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store
local.get 2
local.get 1
i32.add
local.tee 4
local.get 4
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 2
local.get 1
call 136
br 1 (;@2;)
end
local.get 2
i32.load
local.set 2
local.get 0
local.get 4
i32.store offset=4
local.get 0
local.get 2
local.get 1
i32.add
i32.store
end
block ;; label = @2
local.get 0
i32.load offset=4
local.tee 1
i32.const 3
i32.and
i32.eqz
br_if 0 (;@2;)
local.get 1
i32.const -8
i32.and
local.tee 2
local.get 3
i32.const 16
i32.add
i32.le_u
br_if 0 (;@2;)
local.get 0
local.get 3
local.get 1
i32.const 1
i32.and
i32.or
i32.const 2
i32.or
i32.store offset=4
local.get 0
local.get 3
i32.add
local.tee 1
local.get 2
local.get 3
i32.sub
local.tee 3
i32.const 3
i32.or
i32.store offset=4
local.get 0
local.get 2
i32.add
local.tee 2
local.get 2
i32.load offset=4
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 3
call 136
end
local.get 0
i32.const 8
i32.add
local.set 2
end
local.get 2
)
(func (;134;) (type 8) (param i32)
(local i32 i32 i32 i32)
local.get 0
i32.const -8
i32.add
local.tee 1
local.get 0
i32.const -4
i32.add
i32.load
local.tee 2
i32.const -8
i32.and
local.tee 0
i32.add
local.set 3
block ;; label = @1
block ;; label = @2
local.get 2
i32.const 1
i32.and
br_if 0 (;@2;)
local.get 2
i32.const 2
i32.and
i32.eqz
br_if 1 (;@1;)
local.get 1
i32.load
local.tee 2
local.get 0
i32.add
local.set 0
block ;; label = @3
local.get 1
local.get 2
i32.sub
local.tee 1
i32.const 0
i32.load offset=78652
i32.ne
br_if 0 (;@3;)
local.get 3
i32.load offset=4
i32.const 3
i32.and
i32.const 3
i32.ne
br_if 1 (;@2;)
i32.const 0
local.get 0
i32.store offset=78644
local.get 3
local.get 3
i32.load offset=4
i32.const -2
i32.and
i32.store offset=4
local.get 1
local.get 0
i32.const 1
i32.or
i32.store offset=4
local.get 3
local.get 0
i32.store
return
end
local.get 1
local.get 2
call 135
end
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
local.get 3
i32.load offset=4
local.tee 2
i32.const 2
i32.and
br_if 0 (;@9;)
local.get 3
i32.const 0
i32.load offset=78656
i32.eq
br_if 2 (;@7;)
local.get 3
i32.const 0
i32.load offset=78652
i32.eq
br_if 3 (;@6;)
local.get 3
local.get 2
i32.const -8
i32.and
local.tee 2
call 135
local.get 1
local.get 2
local.get 0
i32.add
local.tee 0
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 0
i32.add
local.get 0
i32.store
local.get 1
i32.const 0
i32.load offset=78652
i32.ne
br_if 1 (;@8;)
i32.const 0
local.get 0
i32.store offset=78644
return
end
local.get 3
local.get 2
i32.const -2
i32.and
i32.store offset=4
local.get 1
local.get 0
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 0
i32.add
local.get 0
i32.store
end
local.get 0
i32.const 256
i32.lt_u
br_if 4 (;@3;)
local.get 1
local.get 0
call 225
i32.const 0
i32.const 0
i32.load offset=78676
i32.const -1
i32.add
local.tee 1
i32.store offset=78676
local.get 1
br_if 6 (;@1;)
i32.const 0
i32.load offset=78364
local.tee 0
br_if 2 (;@5;)
i32.const 4095
local.set 1
br 3 (;@4;)
end
i32.const 0
local.get 1
i32.store offset=78656
i32.const 0
i32.const 0
i32.load offset=78648
local.get 0
i32.add
local.tee 0
i32.store offset=78648
local.get 1
local.get 0
i32.const 1
i32.or
i32.store offset=4
block ;; label = @7
local.get 1
i32.const 0
i32.load offset=78652
i32.ne
br_if 0 (;@7;)
i32.const 0
i32.const 0
i32.store offset=78644
i32.const 0
i32.const 0
i32.store offset=78652
end
local.get 0
i32.const 0
i32.load offset=78668
local.tee 2
i32.le_u
br_if 5 (;@1;)
i32.const 0
i32.load offset=78656
local.tee 0
i32.eqz
br_if 5 (;@1;)
i32.const 0
i32.load offset=78648
local.tee 4
i32.const 41
i32.lt_u
br_if 4 (;@2;)
i32.const 78356
local.set 1
loop ;; label = @7
block ;; label = @8
local.get 1
i32.load
local.tee 3
local.get 0
i32.gt_u
br_if 0 (;@8;)
local.get 0
local.get 3
local.get 1
i32.load offset=4
i32.add
i32.lt_u
br_if 6 (;@2;)
end
local.get 1
i32.load offset=8
local.set 1
br 0 (;@7;)
end
end
i32.const 0
local.get 1
i32.store offset=78652
i32.const 0
i32.const 0
i32.load offset=78644
local.get 0
i32.add
local.tee 0
i32.store offset=78644
local.get 1
local.get 0
i32.const 1
i32.or
i32.store offset=4
local.get 1
local.get 0
i32.add
local.get 0
i32.store
return
end
i32.const 0
local.set 1
loop ;; label = @5
local.get 1
i32.const 1
i32.add
local.set 1
local.get 0
i32.load offset=8
local.tee 0
br_if 0 (;@5;)
end
local.get 1
i32.const 4095
local.get 1
i32.const 4095
i32.gt_u
select
local.set 1
end
i32.const 0
local.get 1
i32.store offset=78676
return
end
block ;; label = @3
block ;; label = @4
i32.const 0
i32.load offset=78636
local.tee 3
i32.const 1
local.get 0
i32.const 3
i32.shr_u
i32.shl
local.tee 2
i32.and
br_if 0 (;@4;)
i32.const 0
local.get 3
local.get 2
i32.or
i32.store offset=78636
local.get 0
i32.const 248
i32.and
i32.const 78372
i32.add
local.tee 0
local.set 3
br 1 (;@3;)
end
local.get 0
i32.const 248
i32.and
local.tee 0
i32.const 78372
i32.add
local.set 3
local.get 0
i32.const 78380
i32.add
i32.load
local.set 0
end
local.get 3
local.get 1
i32.store offset=8
local.get 0
local.get 1
i32.store offset=12
local.get 1
local.get 3
i32.store offset=12
local.get 1
local.get 0
i32.store offset=8
return
end
block ;; label = @2
block ;; label = @3
i32.const 0
i32.load offset=78364
local.tee 0
br_if 0 (;@3;)
i32.const 4095
local.set 1
br 1 (;@2;)
end
i32.const 0
local.set 1
loop ;; label = @3
local.get 1
i32.const 1
i32.add
local.set 1
local.get 0
i32.load offset=8
local.tee 0
br_if 0 (;@3;)
end
local.get 1
i32.const 4095
local.get 1
i32.const 4095
i32.gt_u
select
local.set 1
end
i32.const 0
local.get 1
i32.store offset=78676
local.get 4
local.get 2
i32.le_u
br_if 0 (;@1;)
i32.const 0
i32.const -1
i32.store offset=78668
end
)
(func (;135;) (type 2) (param i32 i32)
(local i32 i32 i32 i32)
local.get 0
i32.load offset=12
local.set 2
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
i32.const 256
i32.lt_u
br_if 0 (;@4;)
local.get 0
i32.load offset=24
local.set 3
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 2
local.get 0
i32.ne
br_if 0 (;@7;)
local.get 0
i32.const 20
i32.const 16
local.get 0
i32.load offset=20
local.tee 2
select
i32.add
i32.load
local.tee 1
br_if 1 (;@6;)
i32.const 0
local.set 2
br 2 (;@5;)
end
local.get 0
i32.load offset=8
local.tee 1
local.get 2
i32.store offset=12
local.get 2
local.get 1
i32.store offset=8
br 1 (;@5;)
end
local.get 0
i32.const 20
i32.add
local.get 0
i32.const 16
i32.add
local.get 2
select
local.set 4
loop ;; label = @6
local.get 4
local.set 5
local.get 1
local.tee 2
i32.const 20
i32.add
local.get 2
i32.const 16
i32.add
local.get 2
i32.load offset=20
local.tee 1
select
local.set 4
local.get 2
i32.const 20
i32.const 16
local.get 1
select
i32.add
i32.load
local.tee 1
br_if 0 (;@6;)
end
local.get 5
i32.const 0
i32.store
end
local.get 3
i32.eqz
br_if 2 (;@2;)
block ;; label = @5
block ;; label = @6
local.get 0
local.get 0
i32.load offset=28
i32.const 2
i32.shl
i32.const 78228
i32.add
local.tee 1
i32.load
i32.eq
br_if 0 (;@6;)
local.get 3
i32.load offset=16
local.get 0
i32.eq
br_if 1 (;@5;)
local.get 3
local.get 2
i32.store offset=20
local.get 2
br_if 3 (;@3;)
br 4 (;@2;)
end
local.get 1
local.get 2
i32.store
local.get 2
i32.eqz
br_if 4 (;@1;)
br 2 (;@3;)
end
local.get 3
local.get 2
i32.store offset=16
local.get 2
br_if 1 (;@3;)
br 2 (;@2;)
end
block ;; label = @4
local.get 2
local.get 0
i32.load offset=8
local.tee 4
i32.eq
br_if 0 (;@4;)
local.get 4
local.get 2
i32.store offset=12
local.get 2
local.get 4
i32.store offset=8
return
end
i32.const 0
i32.const 0
i32.load offset=78636
i32.const -2
local.get 1
i32.const 3
i32.shr_u
i32.rotl
i32.and
i32.store offset=78636
return
end
local.get 2
local.get 3
i32.store offset=24
block ;; label = @3
local.get 0
i32.load offset=16
local.tee 1
i32.eqz
br_if 0 (;@3;)
local.get 2
local.get 1
i32.store offset=16
local.get 1
local.get 2
i32.store offset=24
end
local.get 0
i32.load offset=20
local.tee 1
i32.eqz
br_if 0 (;@2;)
local.get 2
local.get 1
i32.store offset=20
local.get 1
local.get 2
i32.store offset=24
return
end
return
end
i32.const 0
i32.const 0
i32.load offset=78640
i32.const -2
local.get 0
i32.load offset=28
i32.rotl
i32.and
i32.store offset=78640
)
(func (;136;) (type 2) (param i32 i32)
(local i32 i32)
local.get 0
local.get 1
i32.add
local.set 2
block ;; label = @1
block ;; label = @2
local.get 0
i32.load offset=4
local.tee 3
i32.const 1
i32.and
br_if 0 (;@2;)
local.get 3
i32.const 2
i32.and
i32.eqz
br_if 1 (;@1;)
local.get 0
i32.load
local.tee 3
local.get 1
i32.add
local.set 1
block ;; label = @3
local.get 0
local.get 3
i32.sub
local.tee 0
i32.const 0
i32.load offset=78652
i32.ne
br_if 0 (;@3;)
local.get 2
i32.load offset=4
i32.const 3
i32.and
i32.const 3
i32.ne
br_if 1 (;@2;)
i32.const 0
local.get 1
i32.store offset=78644
local.get 2
local.get 2
i32.load offset=4
i32.const -2
i32.and
i32.store offset=4
local.get 0
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 2
local.get 1
i32.store
br 2 (;@1;)
end
local.get 0
local.get 3
call 135
end
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 2
i32.load offset=4
local.tee 3
i32.const 2
i32.and
br_if 0 (;@5;)
local.get 2
i32.const 0
i32.load offset=78656
i32.eq
br_if 2 (;@3;)
local.get 2
i32.const 0
i32.load offset=78652
i32.eq
br_if 3 (;@2;)
local.get 2
local.get 3
i32.const -8
i32.and
local.tee 3
call 135
local.get 0
local.get 3
local.get 1
i32.add
local.tee 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
local.get 1
i32.store
local.get 0
i32.const 0
i32.load offset=78652
i32.ne
br_if 1 (;@4;)
i32.const 0
local.get 1
i32.store offset=78644
return
end
local.get 2
local.get 3
i32.const -2
i32.and
i32.store offset=4
local.get 0
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
local.get 1
i32.store
end
block ;; label = @4
local.get 1
i32.const 256
i32.lt_u
br_if 0 (;@4;)
local.get 0
local.get 1
call 225
return
end
block ;; label = @4
block ;; label = @5
i32.const 0
i32.load offset=78636
local.tee 2
i32.const 1
local.get 1
i32.const 3
i32.shr_u
i32.shl
local.tee 3
i32.and
br_if 0 (;@5;)
i32.const 0
local.get 2
local.get 3
i32.or
i32.store offset=78636
local.get 1
i32.const 248
i32.and
i32.const 78372
i32.add
local.tee 1
local.set 2
br 1 (;@4;)
end
local.get 1
i32.const 248
i32.and
local.tee 1
i32.const 78372
i32.add
local.set 2
local.get 1
i32.const 78380
i32.add
i32.load
local.set 1
end
local.get 2
local.get 0
i32.store offset=8
local.get 1
local.get 0
i32.store offset=12
local.get 0
local.get 2
i32.store offset=12
local.get 0
local.get 1
i32.store offset=8
return
end
i32.const 0
local.get 0
i32.store offset=78656
i32.const 0
i32.const 0
i32.load offset=78648
local.get 1
i32.add
local.tee 1
i32.store offset=78648
local.get 0
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
i32.const 0
i32.load offset=78652
i32.ne
br_if 1 (;@1;)
i32.const 0
i32.const 0
i32.store offset=78644
i32.const 0
i32.const 0
i32.store offset=78652
return
end
i32.const 0
local.get 0
i32.store offset=78652
i32.const 0
i32.const 0
i32.load offset=78644
local.get 1
i32.add
local.tee 1
i32.store offset=78644
local.get 0
local.get 1
i32.const 1
i32.or
i32.store offset=4
local.get 0
local.get 1
i32.add
local.get 1
i32.store
return
end
)
(func (;137;) (type 4))
(func (;138;) (type 1) (param i32 i32) (result i32)
local.get 0
i32.load
local.get 1
call 121
)
(func (;139;) (type 2) (param i32 i32)
block ;; label = @1
local.get 1
i32.const 1
i32.and
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.const 65838
local.get 1
i32.const 1
i32.shr_u
call 143
return
end
local.get 0
i32.const 65838
local.get 1
call 4
)
(func (;140;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 64
i32.sub
local.tee 5
global.set 0
local.get 5
local.get 2
call 98
i32.const 0
local.set 6
local.get 5
i32.const 0
i32.store offset=20
local.get 5
local.get 5
i64.load
i64.store offset=12 align=4
local.get 5
i32.const 24
i32.add
local.get 3
local.get 1
local.get 2
call 144
block ;; label = @1
loop ;; label = @2
local.get 5
i32.const 52
i32.add
local.get 5
i32.const 24
i32.add
call 145
local.get 5
i32.load offset=52
i32.const 1
i32.ne
br_if 1 (;@1;)
local.get 5
i32.load offset=56
local.get 6
i32.sub
local.set 3
local.get 1
local.get 6
i32.add
local.set 7
local.get 5
i32.load offset=60
local.set 6
local.get 5
i32.const 12
i32.add
local.get 7
local.get 3
call 94
local.get 5
i32.const 12
i32.add
local.get 4
i32.const 2
call 94
br 0 (;@2;)
end
end
local.get 5
i32.const 12
i32.add
local.get 1
local.get 6
i32.add
local.get 2
local.get 6
i32.sub
call 94
local.get 0
local.get 5
i32.load offset=20
i32.store offset=8
local.get 0
local.get 5
i64.load offset=12 align=4
i64.store align=4
local.get 5
i32.const 64
i32.add
global.set 0
)
(func (;141;) (type 1) (param i32 i32) (result i32)
local.get 1
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
call 113
)
(func (;142;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
block ;; label = @1
local.get 1
local.get 0
i32.load
local.tee 3
local.get 0
i32.load offset=8
local.tee 4
i32.sub
i32.le_u
br_if 0 (;@1;)
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
local.get 4
i32.add
local.tee 4
local.get 1
i32.ge_u
br_if 0 (;@4;)
i32.const 0
local.set 0
br 1 (;@3;)
end
i32.const 0
local.set 5
local.get 2
i32.const 20
i32.add
local.set 6
block ;; label = @4
local.get 4
local.get 3
i32.const 1
i32.shl
local.tee 1
local.get 4
local.get 1
i32.gt_u
select
local.tee 1
i32.const 8
local.get 1
i32.const 8
i32.gt_u
select
local.tee 1
i32.const 0
i32.lt_s
br_if 0 (;@4;)
block ;; label = @5
block ;; label = @6
local.get 3
br_if 0 (;@6;)
i32.const 0
local.set 3
local.get 2
i32.const 28
i32.add
local.set 4
br 1 (;@5;)
end
local.get 0
i32.load offset=4
local.set 5
local.get 2
i32.const 1
i32.store offset=28
local.get 2
i32.const 24
i32.add
local.set 4
end
local.get 4
local.get 3
i32.store
block ;; label = @5
block ;; label = @6
local.get 2
i32.load offset=28
i32.eqz
br_if 0 (;@6;)
block ;; label = @7
local.get 2
i32.load offset=24
local.tee 3
br_if 0 (;@7;)
local.get 2
i32.const 8
i32.add
i32.const 1
local.get 1
call 162
local.get 2
i32.load offset=8
local.set 3
br 2 (;@5;)
end
local.get 5
local.get 3
i32.const 1
local.get 1
call 102
local.set 3
br 1 (;@5;)
end
local.get 2
i32.const 1
local.get 1
call 162
local.get 2
i32.load
local.set 3
end
local.get 3
br_if 2 (;@2;)
local.get 2
i32.const 1
i32.store offset=20
local.get 2
i32.const 16
i32.add
local.set 6
local.get 1
local.set 5
end
local.get 6
local.get 5
i32.store
local.get 2
i32.load offset=16
local.set 1
local.get 2
i32.load offset=20
local.set 0
end
local.get 0
local.get 1
call 57
unreachable
end
local.get 0
local.get 1
i32.store
local.get 0
local.get 3
i32.store offset=4
end
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;143;) (type 3) (param i32 i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 2
call 98
local.get 3
i32.load offset=8
local.set 4
local.get 3
i32.load offset=12
local.set 5
local.get 0
i32.const 0
i32.store offset=8
local.get 0
local.get 5
i32.store offset=4
local.get 0
local.get 4
i32.store
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
block ;; label = @2
local.get 2
i32.eqz
br_if 0 (;@2;)
local.get 5
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 2
i32.store offset=8
end
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;144;) (type 9) (param i32 i32 i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
local.get 4
i32.const 0
i32.store offset=12
local.get 1
local.get 4
i32.const 12
i32.add
call 146
local.get 0
local.get 3
i32.store offset=16
local.get 0
i32.const 0
i32.store offset=12
local.get 0
local.get 3
i32.store offset=8
local.get 0
local.get 2
i32.store offset=4
local.get 0
i32.const 1
i32.store8 offset=24
local.get 0
local.get 1
i32.store
local.get 0
local.get 4
i32.load offset=12
i32.store offset=20
local.get 4
i32.const 16
i32.add
global.set 0
)
(func (;145;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
i32.const 0
local.set 3
block ;; label = @1
local.get 1
i32.load offset=16
local.tee 4
local.get 1
i32.load offset=8
local.tee 5
i32.gt_u
br_if 0 (;@1;)
local.get 1
i32.const 20
i32.add
local.tee 6
local.get 1
i32.load8_u offset=24
local.tee 7
i32.add
i32.const -1
i32.add
local.set 8
local.get 1
i32.load offset=4
local.set 9
local.get 1
i32.load offset=12
local.set 10
local.get 7
i32.const 5
i32.lt_u
local.set 11
block ;; label = @2
block ;; label = @3
loop ;; label = @4
local.get 4
local.get 10
i32.lt_u
br_if 3 (;@1;)
local.get 9
local.get 10
i32.add
local.set 12
local.get 8
i32.load8_u
local.set 13
block ;; label = @5
block ;; label = @6
local.get 4
local.get 10
i32.sub
local.tee 14
i32.const 7
i32.gt_u
br_if 0 (;@6;)
i32.const 0
local.set 15
local.get 13
i32.const 255
i32.and
local.set 16
i32.const 0
local.set 13
loop ;; label = @7
block ;; label = @8
local.get 14
local.get 13
i32.ne
br_if 0 (;@8;)
local.get 14
local.set 13
br 3 (;@5;)
end
block ;; label = @8
local.get 12
local.get 13
i32.add
i32.load8_u
local.get 16
i32.ne
br_if 0 (;@8;)
i32.const 1
local.set 15
br 3 (;@5;)
end
local.get 13
i32.const 1
i32.add
local.set 13
br 0 (;@7;)
end
end
local.get 2
i32.const 8
i32.add
local.get 13
local.get 12
local.get 14
call 128
local.get 2
i32.load offset=12
local.set 13
local.get 2
i32.load offset=8
local.set 15
end
local.get 15
i32.const 1
i32.ne
br_if 1 (;@3;)
local.get 1
local.get 10
local.get 13
i32.add
i32.const 1
i32.add
local.tee 10
i32.store offset=12
local.get 10
local.get 7
i32.lt_u
br_if 0 (;@4;)
local.get 10
local.get 7
i32.sub
local.set 13
local.get 10
local.get 5
i32.gt_u
br_if 0 (;@4;)
local.get 11
i32.eqz
br_if 2 (;@2;)
local.get 9
local.get 13
i32.add
local.get 6
local.get 7
call 232
br_if 0 (;@4;)
end
local.get 0
local.get 10
i32.store offset=8
local.get 0
local.get 13
i32.store offset=4
i32.const 1
local.set 3
br 2 (;@1;)
end
local.get 1
local.get 4
i32.store offset=12
br 1 (;@1;)
end
i32.const 0
local.get 7
i32.const 4
i32.const 71764
call 73
unreachable
end
local.get 0
local.get 3
i32.store
local.get 2
i32.const 16
i32.add
global.set 0
)
(func (;146;) (type 2) (param i32 i32)
(local i32 i32 i32)
block ;; label = @1
local.get 0
i32.const 128
i32.lt_u
br_if 0 (;@1;)
local.get 0
i32.const 63
i32.and
i32.const -128
i32.or
local.set 2
local.get 0
i32.const 6
i32.shr_u
local.set 3
block ;; label = @2
local.get 0
i32.const 2048
i32.ge_u
br_if 0 (;@2;)
local.get 1
local.get 2
i32.store8 offset=1
local.get 1
local.get 3
i32.const 192
i32.or
i32.store8
return
end
local.get 0
i32.const 12
i32.shr_u
local.set 4
local.get 3
i32.const 63
i32.and
i32.const -128
i32.or
local.set 3
block ;; label = @2
local.get 0
i32.const 65535
i32.gt_u
br_if 0 (;@2;)
local.get 1
local.get 2
i32.store8 offset=2
local.get 1
local.get 3
i32.store8 offset=1
local.get 1
local.get 4
i32.const 224
i32.or
i32.store8
return
end
local.get 1
local.get 2
i32.store8 offset=3
local.get 1
local.get 3
i32.store8 offset=2
local.get 1
local.get 4
i32.const 63
i32.and
i32.const -128
i32.or
i32.store8 offset=1
local.get 1
local.get 0
i32.const 18
i32.shr_u
i32.const -16
i32.or
i32.store8
return
end
local.get 1
local.get 0
i32.store8
)
(func (;147;) (type 9) (param i32 i32 i32 i32)
block ;; label = @1
block ;; label = @2
local.get 1
i32.eqz
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
local.get 3
local.get 1
i32.gt_u
br_if 0 (;@4;)
local.get 3
local.get 1
i32.ne
br_if 1 (;@3;)
br 2 (;@2;)
end
local.get 2
local.get 1
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@2;)
end
i32.const 0
local.set 2
br 1 (;@1;)
end
local.get 2
local.get 1
i32.add
local.set 2
local.get 3
local.get 1
i32.sub
local.set 1
end
local.get 0
local.get 1
i32.store offset=4
local.get 0
local.get 2
i32.store
)
(func (;148;) (type 14) (param i32 i32 i32 i32 i32 i32 i32)
(local i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32)
local.get 5
i32.const -1
i32.add
local.set 7
local.get 5
local.get 1
i32.load offset=16
local.tee 8
i32.sub
local.set 9
local.get 1
i32.load offset=28
local.set 10
local.get 1
i32.load offset=8
local.set 11
local.get 1
i64.load
local.set 12
local.get 1
i32.load offset=20
local.set 13
loop ;; label = @1
i32.const 0
local.get 10
local.get 6
select
local.set 14
local.get 11
local.get 10
local.get 11
local.get 10
local.get 11
i32.gt_u
select
local.get 6
select
local.tee 15
local.get 5
local.get 15
local.get 5
i32.gt_u
select
local.set 16
block ;; label = @2
block ;; label = @3
loop ;; label = @4
block ;; label = @5
local.get 7
local.get 13
i32.add
local.tee 10
local.get 3
i32.lt_u
br_if 0 (;@5;)
local.get 1
local.get 3
i32.store offset=20
i32.const 0
local.set 10
br 3 (;@2;)
end
block ;; label = @5
block ;; label = @6
local.get 12
local.get 2
local.get 10
i32.add
i64.load8_u
i64.shr_u
i64.const 1
i64.and
i64.eqz
br_if 0 (;@6;)
local.get 2
local.get 13
i32.add
local.set 17
local.get 15
local.set 10
block ;; label = @7
block ;; label = @8
loop ;; label = @9
block ;; label = @10
local.get 16
local.get 10
i32.ne
br_if 0 (;@10;)
local.get 11
local.set 10
block ;; label = @11
loop ;; label = @12
block ;; label = @13
local.get 14
local.get 10
i32.lt_u
br_if 0 (;@13;)
local.get 1
local.get 13
local.get 5
i32.add
local.tee 10
i32.store offset=20
block ;; label = @14
local.get 6
br_if 0 (;@14;)
local.get 1
i32.const 0
i32.store offset=28
end
local.get 0
local.get 10
i32.store offset=8
local.get 0
local.get 13
i32.store offset=4
i32.const 1
local.set 10
br 11 (;@2;)
end
local.get 10
i32.const -1
i32.add
local.tee 10
local.get 5
i32.ge_u
br_if 5 (;@7;)
block ;; label = @13
local.get 10
local.get 13
i32.add
local.tee 18
local.get 3
i32.ge_u
br_if 0 (;@13;)
local.get 4
local.get 10
i32.add
i32.load8_u
local.get 2
local.get 18
i32.add
i32.load8_u
i32.ne
br_if 2 (;@11;)
br 1 (;@12;)
end
end
local.get 18
local.get 3
i32.const 71960
call 122
unreachable
end
local.get 1
local.get 8
local.get 13
i32.add
local.tee 13
i32.store offset=20
local.get 6
br_if 6 (;@4;)
local.get 9
local.set 10
br 7 (;@3;)
end
local.get 13
local.get 10
i32.add
local.tee 19
local.get 3
i32.ge_u
br_if 1 (;@8;)
local.get 17
local.get 10
i32.add
local.set 18
local.get 4
local.get 10
i32.add
local.set 20
local.get 10
i32.const 1
i32.add
local.set 10
local.get 20
i32.load8_u
local.get 18
i32.load8_u
i32.eq
br_if 0 (;@9;)
end
local.get 19
local.get 11
i32.sub
i32.const 1
i32.add
local.set 13
br 3 (;@5;)
end
local.get 3
local.get 15
local.get 13
i32.add
local.tee 10
local.get 3
local.get 10
i32.gt_u
select
local.get 3
i32.const 71976
call 122
unreachable
end
local.get 10
local.get 5
i32.const 71944
call 122
unreachable
end
local.get 13
local.get 5
i32.add
local.set 13
end
local.get 1
local.get 13
i32.store offset=20
local.get 6
br_if 0 (;@4;)
end
i32.const 0
local.set 10
end
local.get 1
local.get 10
i32.store offset=28
br 1 (;@1;)
end
end
local.get 0
local.get 10
i32.store
)
(func (;149;) (type 1) (param i32 i32) (result i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
block ;; label = @17
block ;; label = @18
block ;; label = @19
block ;; label = @20
block ;; label = @21
block ;; label = @22
block ;; label = @23
block ;; label = @24
block ;; label = @25
local.get 0
i32.load
br_table 0 (;@25;) 1 (;@24;) 2 (;@23;) 3 (;@22;) 4 (;@21;) 5 (;@20;) 6 (;@19;) 7 (;@18;) 8 (;@17;) 9 (;@16;) 10 (;@15;) 11 (;@14;) 12 (;@13;) 13 (;@12;) 14 (;@11;) 15 (;@10;) 16 (;@9;) 17 (;@8;) 18 (;@7;) 19 (;@6;) 20 (;@5;) 21 (;@4;) 22 (;@3;) 23 (;@2;) 24 (;@1;) 0 (;@25;)
end
local.get 1
i32.load
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
call 200
unreachable
end
local.get 1
i32.load
i32.const 76152
i32.const 24
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76176
i32.const 27
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76203
i32.const 26
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76229
i32.const 25
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76254
i32.const 12
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76266
i32.const 19
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76285
i32.const 19
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76304
i32.const 14
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76318
i32.const 14
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76332
i32.const 12
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76344
i32.const 14
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76358
i32.const 14
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76372
i32.const 19
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76391
i32.const 26
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76417
i32.const 62
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76479
i32.const 20
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76499
i32.const 52
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76551
i32.const 44
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76595
i32.const 36
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76631
i32.const 14
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76645
i32.const 19
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76664
i32.const 28
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
i32.const 76692
i32.const 24
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;150;) (type 7) (param i32 i32 i32 i32) (result i32)
local.get 0
local.get 1
local.get 2
local.get 3
call 105
)
(func (;151;) (type 14) (param i32 i32 i32 i32 i32 i32 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
local.get 2
local.get 5
i32.sub
local.set 7
local.get 5
i32.const -1
i32.xor
local.set 8
local.get 4
i32.const -1
i32.add
local.set 9
i32.const 0
local.get 1
i32.load offset=12
local.tee 10
i32.sub
local.set 11
local.get 4
local.get 10
i32.add
local.set 12
local.get 10
local.get 5
i32.sub
local.set 13
local.get 10
local.get 5
local.get 10
local.get 5
i32.gt_u
select
local.tee 14
local.get 10
i32.sub
local.set 15
local.get 1
i32.load offset=32
local.set 4
local.get 1
i32.load offset=16
local.set 16
local.get 1
i64.load
local.set 17
local.get 1
i32.load offset=24
local.set 18
loop ;; label = @1
local.get 11
local.get 5
local.get 4
local.get 6
select
local.tee 19
local.get 10
local.get 19
local.get 10
i32.gt_u
select
i32.add
local.set 20
local.get 10
local.get 4
local.get 10
local.get 4
local.get 10
i32.lt_u
select
local.get 6
select
local.tee 21
i32.const -1
i32.add
local.get 5
i32.lt_u
local.set 22
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
loop ;; label = @7
block ;; label = @8
local.get 18
local.get 5
i32.sub
local.tee 23
local.get 3
i32.lt_u
br_if 0 (;@8;)
i32.const 0
local.set 4
local.get 1
i32.const 0
i32.store offset=24
br 6 (;@2;)
end
block ;; label = @8
block ;; label = @9
local.get 17
local.get 2
local.get 23
i32.add
i64.load8_u
i64.shr_u
i64.const 1
i64.and
i64.eqz
br_if 0 (;@9;)
local.get 7
local.get 18
i32.add
local.set 24
local.get 8
local.get 18
i32.add
local.set 25
local.get 21
local.set 4
br 1 (;@8;)
end
local.get 1
local.get 23
i32.store offset=24
local.get 23
local.set 18
local.get 6
br_if 1 (;@7;)
local.get 5
local.set 4
local.get 23
local.set 18
br 5 (;@3;)
end
block ;; label = @8
loop ;; label = @9
block ;; label = @10
local.get 4
br_if 0 (;@10;)
local.get 13
local.get 18
i32.add
local.set 4
local.get 20
local.set 19
local.get 15
local.set 26
local.get 12
local.set 27
loop ;; label = @11
block ;; label = @12
local.get 19
br_if 0 (;@12;)
local.get 1
local.get 23
i32.store offset=24
block ;; label = @13
local.get 6
br_if 0 (;@13;)
local.get 1
local.get 5
i32.store offset=32
end
local.get 0
local.get 18
i32.store offset=8
local.get 0
local.get 23
i32.store offset=4
i32.const 1
local.set 4
br 10 (;@2;)
end
local.get 26
i32.eqz
br_if 5 (;@6;)
local.get 4
local.get 3
i32.ge_u
br_if 6 (;@5;)
local.get 19
i32.const -1
i32.add
local.set 19
local.get 26
i32.const -1
i32.add
local.set 26
local.get 2
local.get 4
i32.add
local.set 25
local.get 27
i32.load8_u
local.set 24
local.get 27
i32.const 1
i32.add
local.set 27
local.get 4
i32.const 1
i32.add
local.set 4
local.get 24
local.get 25
i32.load8_u
i32.eq
br_if 0 (;@11;)
end
local.get 1
local.get 18
local.get 16
i32.sub
local.tee 18
i32.store offset=24
local.get 6
br_if 3 (;@7;)
local.get 16
local.set 4
br 7 (;@3;)
end
local.get 4
i32.const -1
i32.add
local.set 19
local.get 22
i32.eqz
br_if 5 (;@4;)
block ;; label = @10
local.get 25
local.get 4
i32.add
local.tee 26
local.get 3
i32.ge_u
br_if 0 (;@10;)
local.get 9
local.get 4
i32.add
local.set 26
local.get 24
local.get 4
i32.add
local.set 27
local.get 19
local.set 4
local.get 26
i32.load8_u
local.get 27
i32.const -1
i32.add
i32.load8_u
i32.ne
br_if 2 (;@8;)
br 1 (;@9;)
end
end
local.get 26
local.get 3
i32.const 76064
call 122
unreachable
end
local.get 1
local.get 19
local.get 18
i32.add
local.get 10
i32.sub
local.tee 18
i32.store offset=24
local.get 6
br_if 0 (;@7;)
end
local.get 5
local.set 4
br 3 (;@3;)
end
local.get 14
local.get 5
i32.const 76016
call 122
unreachable
end
local.get 4
local.get 3
i32.const 76032
call 122
unreachable
end
local.get 19
local.get 5
i32.const 76048
call 122
unreachable
end
local.get 1
local.get 4
i32.store offset=32
br 1 (;@1;)
end
end
local.get 0
local.get 4
i32.store
)
(func (;152;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 71756
i32.const 5
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;153;) (type 1) (param i32 i32) (result i32)
(local i32 i32)
local.get 0
i32.load offset=8
local.set 2
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.ge_u
br_if 0 (;@2;)
i32.const 1
local.set 3
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@2;)
i32.const 2
local.set 3
br 1 (;@1;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 3
end
local.get 0
local.get 3
call 142
local.get 1
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
i32.add
call 146
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
i32.const 0
)
(func (;154;) (type 5) (result i32)
i32.const 0
i32.load offset=78208
i32.eqz
)
(func (;155;) (type 8) (param i32)
(local i32 i32 i32 i64 i32)
global.get 0
i32.const 64
i32.sub
local.tee 1
global.set 0
local.get 1
i64.const 4294967296
i64.store offset=12 align=4
local.get 1
i32.const 0
i32.store offset=20
local.get 1
i32.const 12
i32.add
i32.const 12
call 142
local.get 1
i32.load offset=16
local.get 1
i32.load offset=20
local.tee 2
i32.add
local.tee 3
i32.const 0
i64.load offset=77132 align=1
i64.store align=1
local.get 3
i32.const 0
i32.load offset=77140 align=1
i32.store offset=8 align=1
local.get 1
local.get 2
i32.const 12
i32.add
i32.store offset=20
local.get 1
local.get 0
i32.load offset=8
local.tee 2
i64.load align=4
i64.store offset=24 align=4
local.get 1
i32.const 4
i64.extend_i32_u
i64.const 32
i64.shl
local.tee 4
local.get 2
i32.const 12
i32.add
i64.extend_i32_u
i64.or
i64.store offset=48
local.get 1
local.get 4
local.get 2
i32.const 8
i32.add
i64.extend_i32_u
i64.or
i64.store offset=40
local.get 1
i32.const 3
i64.extend_i32_u
i64.const 32
i64.shl
local.get 1
i32.const 24
i32.add
i64.extend_i32_u
i64.or
i64.store offset=32
block ;; label = @1
local.get 1
i32.const 12
i32.add
i32.const 71832
i32.const 65830
local.get 1
i32.const 32
i32.add
call 105
br_if 0 (;@1;)
local.get 1
i32.const 32
i32.add
local.get 0
i32.load
local.tee 2
local.get 0
i32.load offset=4
i32.load offset=12
local.tee 5
call_indirect (type 2)
i32.const 4
local.set 0
local.get 2
local.set 3
block ;; label = @2
block ;; label = @3
local.get 1
i64.load offset=32
i64.const 7199936582794304877
i64.xor
local.get 1
i64.load offset=40
i64.const -5076933981314334344
i64.xor
i64.or
i64.eqz
br_if 0 (;@3;)
local.get 1
i32.const 32
i32.add
local.get 2
local.get 5
call_indirect (type 2)
local.get 1
i64.load offset=32
i64.const -3168470129573060075
i64.xor
local.get 1
i64.load offset=40
i64.const -602373692278867885
i64.xor
i64.or
i64.const 0
i64.ne
br_if 1 (;@2;)
local.get 2
i32.const 4
i32.add
local.set 3
i32.const 8
local.set 0
end
local.get 2
local.get 0
i32.add
i32.load
local.set 0
local.get 3
i32.load
local.set 3
local.get 1
i32.const 12
i32.add
i32.const 2
call 142
local.get 1
i32.load offset=16
local.get 1
i32.load offset=20
local.tee 2
i32.add
i32.const 2618
i32.store16 align=1
local.get 1
local.get 2
i32.const 2
i32.add
i32.store offset=20
local.get 1
i32.const 12
i32.add
local.get 0
call 142
local.get 1
i32.load offset=20
local.set 2
block ;; label = @3
local.get 0
i32.eqz
br_if 0 (;@3;)
local.get 0
i32.eqz
br_if 0 (;@3;)
local.get 1
i32.load offset=16
local.get 2
i32.add
local.get 3
local.get 0
memory.copy
end
local.get 1
local.get 2
local.get 0
i32.add
i32.store offset=20
end
local.get 1
local.get 1
i32.load offset=20
local.tee 0
i32.store offset=40
local.get 1
local.get 1
i64.load offset=12 align=4
i64.store offset=32
i32.const 3
local.get 1
i32.load offset=36
local.get 0
call 0
local.get 1
i32.const 32
i32.add
call 39
local.get 1
i32.const 64
i32.add
global.set 0
return
end
i32.const 71872
i32.const 55
local.get 1
i32.const 63
i32.add
i32.const 71856
i32.const 71928
call 106
unreachable
)
(func (;156;) (type 3) (param i32 i32 i32)
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 2
local.get 1
call 132
local.set 1
end
local.get 0
local.get 2
i32.store offset=4
local.get 0
local.get 1
i32.store
)
(func (;157;) (type 1) (param i32 i32) (result i32)
local.get 1
local.get 0
i32.load
local.get 0
i32.load offset=4
call 113
)
(func (;158;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 0
i32.load offset=4
local.set 3
local.get 0
i32.load
local.set 4
i32.const 1
local.set 5
block ;; label = @1
local.get 1
i32.load
local.tee 6
i32.const 34
local.get 1
i32.load offset=4
local.tee 7
i32.load offset=16
local.tee 8
call_indirect (type 1)
br_if 0 (;@1;)
block ;; label = @2
block ;; label = @3
local.get 3
br_if 0 (;@3;)
i32.const 0
local.set 3
i32.const 0
local.set 0
br 1 (;@2;)
end
i32.const 0
local.set 9
i32.const 0
local.set 10
local.get 3
local.set 11
local.get 4
local.set 12
loop ;; label = @3
local.get 12
local.get 11
i32.add
local.set 13
i32.const 0
local.set 0
block ;; label = @4
block ;; label = @5
loop ;; label = @6
local.get 12
local.get 0
i32.add
local.tee 14
i32.load8_u
local.tee 1
i32.const -127
i32.add
i32.const 255
i32.and
i32.const 161
i32.lt_u
br_if 1 (;@5;)
local.get 1
i32.const 34
i32.eq
br_if 1 (;@5;)
local.get 1
i32.const 92
i32.eq
br_if 1 (;@5;)
local.get 11
local.get 0
i32.const 1
i32.add
local.tee 0
i32.ne
br_if 0 (;@6;)
end
local.get 10
local.get 11
i32.add
local.set 10
br 1 (;@4;)
end
block ;; label = @5
block ;; label = @6
local.get 14
i32.load8_s
local.tee 1
i32.const -1
i32.le_s
br_if 0 (;@6;)
local.get 14
i32.const 1
i32.add
local.set 12
local.get 1
i32.const 255
i32.and
local.set 1
br 1 (;@5;)
end
local.get 14
i32.load8_u offset=1
i32.const 63
i32.and
local.set 11
local.get 1
i32.const 31
i32.and
local.set 12
block ;; label = @6
local.get 1
i32.const -33
i32.gt_u
br_if 0 (;@6;)
local.get 12
i32.const 6
i32.shl
local.get 11
i32.or
local.set 1
local.get 14
i32.const 2
i32.add
local.set 12
br 1 (;@5;)
end
local.get 11
i32.const 6
i32.shl
local.get 14
i32.load8_u offset=2
i32.const 63
i32.and
i32.or
local.set 11
block ;; label = @6
local.get 1
i32.const -16
i32.ge_u
br_if 0 (;@6;)
local.get 11
local.get 12
i32.const 12
i32.shl
i32.or
local.set 1
local.get 14
i32.const 3
i32.add
local.set 12
br 1 (;@5;)
end
local.get 11
i32.const 6
i32.shl
local.get 14
i32.load8_u offset=3
i32.const 63
i32.and
i32.or
local.get 12
i32.const 18
i32.shl
i32.const 1835008
i32.and
i32.or
local.set 1
local.get 14
i32.const 4
i32.add
local.set 12
end
local.get 0
local.get 10
i32.add
local.set 0
local.get 2
local.get 1
i32.const 65537
call 119
block ;; label = @5
local.get 2
i32.load8_u offset=13
local.tee 14
local.get 2
i32.load8_u offset=12
local.tee 11
i32.sub
local.tee 10
i32.const 255
i32.and
i32.const 1
i32.eq
br_if 0 (;@5;)
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 0
local.get 9
i32.lt_u
br_if 0 (;@8;)
block ;; label = @9
local.get 9
i32.eqz
br_if 0 (;@9;)
block ;; label = @10
local.get 9
local.get 3
i32.lt_u
br_if 0 (;@10;)
local.get 9
local.get 3
i32.ne
br_if 2 (;@8;)
br 1 (;@9;)
end
local.get 4
local.get 9
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@8;)
end
block ;; label = @9
local.get 0
i32.eqz
br_if 0 (;@9;)
block ;; label = @10
local.get 0
local.get 3
i32.lt_u
br_if 0 (;@10;)
local.get 0
local.get 3
i32.eq
br_if 1 (;@9;)
br 2 (;@8;)
end
local.get 4
local.get 0
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@8;)
end
local.get 6
local.get 4
local.get 9
i32.add
local.get 0
local.get 9
i32.sub
local.get 7
i32.load offset=12
local.tee 9
call_indirect (type 0)
i32.eqz
br_if 1 (;@7;)
br 2 (;@6;)
end
local.get 4
local.get 3
local.get 9
local.get 0
i32.const 71700
call 124
unreachable
end
block ;; label = @7
block ;; label = @8
local.get 14
i32.const 129
i32.lt_u
br_if 0 (;@8;)
local.get 6
local.get 2
i32.load
local.get 8
call_indirect (type 1)
br_if 2 (;@6;)
br 1 (;@7;)
end
local.get 6
local.get 2
local.get 11
i32.add
local.get 10
local.get 9
call_indirect (type 0)
br_if 1 (;@6;)
end
block ;; label = @7
block ;; label = @8
local.get 1
i32.const 128
i32.ge_u
br_if 0 (;@8;)
i32.const 1
local.set 14
br 1 (;@7;)
end
block ;; label = @8
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@8;)
i32.const 2
local.set 14
br 1 (;@7;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 14
end
local.get 14
local.get 0
i32.add
local.set 9
br 1 (;@5;)
end
i32.const 1
local.set 5
br 4 (;@1;)
end
block ;; label = @5
block ;; label = @6
local.get 1
i32.const 128
i32.ge_u
br_if 0 (;@6;)
i32.const 1
local.set 1
br 1 (;@5;)
end
block ;; label = @6
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@6;)
i32.const 2
local.set 1
br 1 (;@5;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 1
end
local.get 1
local.get 0
i32.add
local.set 10
local.get 13
local.get 12
i32.sub
local.tee 11
br_if 1 (;@3;)
end
end
block ;; label = @3
local.get 9
local.get 10
i32.gt_u
br_if 0 (;@3;)
i32.const 0
local.set 0
block ;; label = @4
local.get 9
i32.eqz
br_if 0 (;@4;)
block ;; label = @5
local.get 9
local.get 3
i32.lt_u
br_if 0 (;@5;)
local.get 3
local.set 0
local.get 9
local.get 3
i32.ne
br_if 2 (;@3;)
br 1 (;@4;)
end
local.get 9
local.set 0
local.get 4
local.get 9
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@3;)
end
block ;; label = @4
local.get 10
br_if 0 (;@4;)
i32.const 0
local.set 3
br 2 (;@2;)
end
block ;; label = @4
block ;; label = @5
local.get 10
local.get 3
i32.lt_u
br_if 0 (;@5;)
local.get 10
local.get 3
i32.eq
br_if 3 (;@2;)
br 1 (;@4;)
end
local.get 4
local.get 10
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 0 (;@4;)
local.get 10
local.set 3
br 2 (;@2;)
end
local.get 0
local.set 9
end
local.get 4
local.get 3
local.get 9
local.get 10
i32.const 71716
call 124
unreachable
end
local.get 6
local.get 4
local.get 0
i32.add
local.get 3
local.get 0
i32.sub
local.get 7
i32.load offset=12
call_indirect (type 0)
br_if 0 (;@1;)
local.get 6
i32.const 34
local.get 8
call_indirect (type 1)
local.set 5
end
local.get 2
i32.const 16
i32.add
global.set 0
local.get 5
)
(func (;159;) (type 1) (param i32 i32) (result i32)
local.get 0
i32.load
local.get 1
call 157
)
(func (;160;) (type 3) (param i32 i32 i32)
(local i32 i32 i64)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 2
br_table 0 (;@7;) 1 (;@6;) 2 (;@5;)
end
local.get 0
i32.const 0
i32.store8 offset=1
i32.const 1
local.set 2
br 5 (;@1;)
end
local.get 1
i32.load8_u
local.tee 3
i32.const -43
i32.add
br_table 2 (;@3;) 1 (;@4;) 2 (;@3;) 1 (;@4;)
end
local.get 1
i32.load8_u
local.set 3
end
local.get 1
local.get 3
i32.const 255
i32.and
i32.const 43
i32.eq
local.tee 3
i32.add
local.set 1
block ;; label = @4
local.get 2
local.get 3
i32.sub
local.tee 2
i32.const 9
i32.lt_u
br_if 0 (;@4;)
i32.const 0
local.set 3
block ;; label = @5
loop ;; label = @6
local.get 2
i32.eqz
br_if 4 (;@2;)
local.get 1
i32.load8_u
local.set 4
local.get 3
i64.extend_i32_u
i64.const 10
i64.mul
local.tee 5
i64.const 32
i64.shr_u
i32.wrap_i64
br_if 1 (;@5;)
local.get 4
i32.const -48
i32.add
local.tee 4
i32.const 10
i32.ge_u
br_if 3 (;@3;)
local.get 1
i32.const 1
i32.add
local.set 1
local.get 2
i32.const -1
i32.add
local.set 2
local.get 4
local.get 5
i32.wrap_i64
i32.add
local.tee 3
local.get 4
i32.ge_u
br_if 0 (;@6;)
end
local.get 0
i32.const 2
i32.store8 offset=1
i32.const 1
local.set 2
br 4 (;@1;)
end
local.get 4
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.ge_u
br_if 1 (;@3;)
local.get 0
i32.const 2
i32.store8 offset=1
i32.const 1
local.set 2
br 3 (;@1;)
end
i32.const 0
local.set 3
loop ;; label = @4
local.get 2
i32.eqz
br_if 2 (;@2;)
local.get 1
i32.load8_u
i32.const -48
i32.add
local.tee 4
i32.const 9
i32.gt_u
br_if 1 (;@3;)
local.get 1
i32.const 1
i32.add
local.set 1
local.get 2
i32.const -1
i32.add
local.set 2
local.get 4
local.get 3
i32.const 10
i32.mul
i32.add
local.set 3
br 0 (;@4;)
end
end
i32.const 1
local.set 2
local.get 0
i32.const 1
i32.store8 offset=1
br 1 (;@1;)
end
local.get 0
local.get 3
i32.store offset=4
i32.const 0
local.set 2
end
local.get 0
local.get 2
i32.store8
)
(func (;161;) (type 3) (param i32 i32 i32)
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 0
local.get 2
local.get 1
call 30
end
)
(func (;162;) (type 3) (param i32 i32 i32)
local.get 2
local.get 1
call 132
local.set 1
local.get 0
local.get 2
i32.store offset=4
local.get 0
local.get 1
i32.store
)
(func (;163;) (type 0) (param i32 i32 i32) (result i32)
(local i32)
global.get 0
i32.const 48
i32.sub
local.tee 3
global.set 0
local.get 3
local.get 2
i32.store offset=12
local.get 3
local.get 1
i32.store offset=8
local.get 3
local.get 0
i64.load offset=8
i64.store offset=24
local.get 3
local.get 0
i64.load
i64.store offset=16
local.get 3
i32.const 15
i32.store offset=44
local.get 3
i32.const 16
i32.store offset=36
local.get 3
local.get 3
i32.const 8
i32.add
i32.store offset=40
local.get 3
local.get 3
i32.const 16
i32.add
i32.store offset=32
i32.const 66212
local.get 3
i32.const 32
i32.add
call 12
local.set 0
local.get 3
i32.const 48
i32.add
global.set 0
local.get 0
)
(func (;164;) (type 1) (param i32 i32) (result i32)
local.get 0
i32.load
local.get 1
local.get 0
i32.load offset=4
i32.const 12
i32.add
i32.load
call_indirect (type 1)
)
(func (;165;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i64 i64 i32 i32 i64 i32 i32 i32 i32)
global.get 0
i32.const 64
i32.sub
local.tee 2
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 0
i32.load8_u
local.tee 3
i32.const -3
i32.add
br_table 1 (;@6;) 0 (;@7;) 0 (;@7;) 0 (;@7;) 2 (;@5;) 0 (;@7;)
end
local.get 1
i32.load offset=4
local.set 4
local.get 1
i32.load
local.set 1
block ;; label = @7
block ;; label = @8
block ;; label = @9
block ;; label = @10
block ;; label = @11
block ;; label = @12
block ;; label = @13
block ;; label = @14
block ;; label = @15
block ;; label = @16
block ;; label = @17
block ;; label = @18
block ;; label = @19
block ;; label = @20
block ;; label = @21
block ;; label = @22
block ;; label = @23
local.get 3
br_table 1 (;@22;) 2 (;@21;) 3 (;@20;) 0 (;@23;) 4 (;@19;) 5 (;@18;) 6 (;@17;) 0 (;@23;) 7 (;@16;) 8 (;@15;) 9 (;@14;) 10 (;@13;) 11 (;@12;) 12 (;@11;) 13 (;@10;) 14 (;@9;) 15 (;@8;) 16 (;@7;) 1 (;@22;)
end
unreachable
end
local.get 2
local.get 0
i32.load8_u offset=1
i32.store8 offset=48
local.get 2
i32.const 17
i32.store offset=28
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=24
local.get 1
local.get 4
i32.const 67880
local.get 2
i32.const 24
i32.add
call 150
local.set 0
br 20 (;@1;)
end
local.get 2
local.get 0
i64.load offset=8
i64.store offset=48
local.get 2
i32.const 18
i32.store offset=28
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=24
local.get 1
local.get 4
i32.const 67866
local.get 2
i32.const 24
i32.add
call 150
local.set 0
br 19 (;@1;)
end
local.get 2
local.get 0
i64.load offset=8
i64.store offset=48
local.get 2
i32.const 19
i32.store offset=28
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=24
local.get 1
local.get 4
i32.const 67866
local.get 2
i32.const 24
i32.add
call 150
local.set 0
br 18 (;@1;)
end
local.get 2
local.get 0
i32.load offset=4
i32.store offset=48
local.get 2
i32.const 20
i32.store offset=28
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=24
local.get 1
local.get 4
i32.const 67850
local.get 2
i32.const 24
i32.add
call 150
local.set 0
br 17 (;@1;)
end
local.get 2
local.get 0
i64.load offset=4 align=4
i64.store offset=48 align=4
local.get 2
i32.const 21
i32.store offset=28
local.get 2
local.get 2
i32.const 48
i32.add
i32.store offset=24
local.get 1
local.get 4
i32.const 66170
local.get 2
i32.const 24
i32.add
call 150
local.set 0
br 16 (;@1;)
end
local.get 1
i32.const 72033
i32.const 10
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 15 (;@1;)
end
local.get 1
i32.const 72043
i32.const 12
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 14 (;@1;)
end
local.get 1
i32.const 72055
i32.const 14
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 13 (;@1;)
end
local.get 1
i32.const 72069
i32.const 8
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 12 (;@1;)
end
local.get 1
i32.const 72077
i32.const 3
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 11 (;@1;)
end
local.get 1
i32.const 72080
i32.const 4
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 10 (;@1;)
end
local.get 1
i32.const 72084
i32.const 12
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 9 (;@1;)
end
local.get 1
i32.const 72096
i32.const 15
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 8 (;@1;)
end
local.get 1
i32.const 72111
i32.const 13
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 7 (;@1;)
end
local.get 1
i32.const 72124
i32.const 14
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 6 (;@1;)
end
local.get 1
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
local.get 4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 5 (;@1;)
end
block ;; label = @6
local.get 0
f64.load offset=8
i64.reinterpret_f64
local.tee 5
i64.const 9223372036854775807
i64.and
i64.const 9218868437227405311
i64.gt_s
br_if 0 (;@6;)
local.get 2
i32.const 45
i32.store8 offset=24
local.get 5
i64.const 4503599627370495
i64.and
local.set 6
local.get 2
i32.const 24
i32.add
local.get 5
i64.const 63
i64.shr_u
i32.wrap_i64
i32.add
local.set 3
block ;; label = @7
block ;; label = @8
local.get 5
i64.const 52
i64.shr_u
i64.const 2047
i64.and
local.tee 5
i64.const 0
i64.ne
br_if 0 (;@8;)
local.get 6
i64.eqz
br_if 4 (;@4;)
local.get 2
i32.const 48
i32.add
local.get 6
i64.const 1
i32.const 1
call 166
i64.const 0
local.get 2
i64.load8_u offset=61
i64.sub
local.get 2
i64.load8_u offset=60
i64.and
local.get 2
i64.load offset=48
i64.const 10
i64.mul
i64.add
local.set 5
local.get 2
i32.load offset=56
local.set 0
loop ;; label = @9
block ;; label = @10
local.get 5
i64.const 1000000000000000
i64.lt_s
br_if 0 (;@10;)
local.get 2
local.get 5
i64.const 0
i64.const 1844674407370955162
i64.const 0
call 233
local.get 2
i64.load offset=8
local.tee 6
i64.const -10
i64.mul
local.get 5
i64.add
local.tee 5
i64.const 0
i64.ne
local.set 7
local.get 5
i32.wrap_i64
local.set 8
br 3 (;@7;)
end
local.get 0
i32.const -1
i32.add
local.set 0
local.get 5
i64.const 10
i64.mul
local.set 5
br 0 (;@9;)
end
end
local.get 2
i32.const 48
i32.add
local.get 6
i64.const 4503599627370496
i64.or
local.get 5
local.get 6
i64.const 0
i64.ne
call 166
local.get 2
i32.load8_u offset=61
local.set 7
local.get 2
i32.load8_u offset=60
local.set 8
local.get 2
i32.load offset=56
local.set 0
local.get 2
i64.load offset=48
local.set 6
end
local.get 2
i32.const 48
i32.add
local.get 6
i64.const 100000000
i64.div_u
local.tee 5
i64.const 4294967295
i64.and
call 167
local.get 0
local.get 6
i64.const 999999999999999
i64.gt_s
local.tee 4
i32.add
i32.const 15
i32.add
local.set 0
local.get 2
i64.load offset=48
local.set 9
block ;; label = @7
block ;; label = @8
local.get 6
local.get 5
i64.const 100000000
i64.mul
i64.sub
local.tee 5
i64.eqz
i32.eqz
br_if 0 (;@8;)
local.get 2
i32.load offset=56
local.set 10
i64.const 3472328296227680304
local.set 5
br 1 (;@7;)
end
local.get 2
i32.const 48
i32.add
local.get 5
call 167
local.get 2
i32.load offset=56
i32.const 8
i32.add
local.set 10
local.get 2
i64.load offset=48
i64.const 3472328296227680304
i64.add
local.set 5
end
local.get 3
local.get 4
i32.add
local.get 9
i64.const 3472328296227680304
i64.add
i64.store align=1
local.get 3
i32.const 9
i32.const 8
local.get 4
select
i32.add
local.get 5
i64.store align=1
local.get 3
i32.const 17
i32.const 16
local.get 4
select
i32.add
local.get 8
i32.const 48
i32.add
i32.store8
i32.const 17
local.get 10
local.get 7
i32.const 1
i32.and
select
local.get 4
i32.add
local.tee 7
i32.const -1
i32.add
local.set 4
block ;; label = @7
local.get 0
i32.const 5
i32.add
i32.const 21
i32.lt_u
br_if 0 (;@7;)
local.get 3
i32.load8_u offset=1
local.set 8
local.get 3
i32.const 46
i32.store8 offset=1
local.get 3
local.get 8
i32.store8
local.get 3
local.get 7
i32.add
local.tee 10
local.get 4
i32.const 1
i32.gt_u
local.tee 11
i32.add
local.get 0
local.get 0
i32.const 31
i32.shr_s
local.tee 7
i32.xor
local.get 7
i32.sub
local.tee 7
i32.const 9
i32.gt_s
i32.add
local.tee 8
local.get 7
i32.const 5243
i32.mul
i32.const 19
i32.shr_u
local.tee 12
i32.const 48
i32.add
i32.store8
local.get 8
local.get 7
i32.const 99
i32.gt_s
local.tee 13
i32.add
local.get 12
i32.const -200
i32.mul
local.get 7
i32.const 1
i32.shl
i32.add
i32.const 77864
i32.add
i32.load16_u
i32.store16 align=1
local.get 10
local.get 3
local.get 4
i32.add
local.get 11
select
i32.const 11109
i32.const 11621
local.get 0
i32.const -1
i32.gt_s
select
i32.store16 align=1
local.get 8
i32.const 3
i32.const 2
local.get 13
select
i32.add
local.set 0
br 4 (;@3;)
end
local.get 3
i32.const 1
i32.add
local.set 8
block ;; label = @7
block ;; label = @8
local.get 7
i32.const -2
i32.add
local.get 0
i32.le_s
br_if 0 (;@8;)
local.get 0
i32.const -1
i32.gt_s
br_if 1 (;@7;)
local.get 3
i32.const 1
local.get 0
i32.sub
local.tee 0
i32.add
local.set 7
block ;; label = @9
local.get 4
i32.eqz
br_if 0 (;@9;)
local.get 7
local.get 8
local.get 4
memory.copy
end
block ;; label = @9
local.get 0
i32.eqz
br_if 0 (;@9;)
local.get 3
i32.const 48
local.get 0
memory.fill
end
local.get 3
i32.const 46
i32.store8 offset=1
local.get 7
local.get 4
i32.add
local.set 0
br 5 (;@3;)
end
block ;; label = @8
local.get 4
i32.eqz
br_if 0 (;@8;)
local.get 3
local.get 8
local.get 4
memory.copy
end
block ;; label = @8
local.get 0
i32.const 3
i32.add
local.tee 7
local.get 4
i32.sub
local.tee 8
i32.eqz
br_if 0 (;@8;)
local.get 3
local.get 4
i32.add
i32.const 48
local.get 8
memory.fill
end
local.get 3
local.get 0
i32.add
i32.const 1
i32.add
i32.const 46
i32.store8
local.get 3
local.get 7
i32.add
local.set 0
br 4 (;@3;)
end
block ;; label = @7
local.get 0
i32.const 1
i32.add
local.tee 0
i32.eqz
br_if 0 (;@7;)
local.get 3
local.get 8
local.get 0
memory.copy
end
local.get 3
local.get 0
i32.add
i32.const 46
i32.store8
local.get 3
local.get 7
i32.add
local.set 0
br 3 (;@3;)
end
i32.const 77176
i32.const 77179
local.get 5
i64.const -1
i64.gt_s
local.tee 0
select
i32.const 77183
local.get 5
i64.const 4503599627370495
i64.and
i64.eqz
local.tee 4
select
local.set 3
i32.const 3
i32.const 4
local.get 0
select
i32.const 3
local.get 4
select
local.set 0
br 3 (;@2;)
end
local.get 1
i32.load
i32.const 74704
i32.const 4
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
local.set 0
br 3 (;@1;)
end
local.get 3
i32.const 48
i32.store8 offset=2
local.get 3
i32.const 11824
i32.store16 align=1
local.get 3
i32.const 3
i32.add
local.set 0
end
local.get 0
local.get 2
i32.const 24
i32.add
i32.sub
local.set 0
local.get 2
i32.const 24
i32.add
local.set 3
end
local.get 2
local.get 0
i32.store offset=20
local.get 2
local.get 3
i32.store offset=16
local.get 2
i32.const 8
i32.store offset=52
local.get 2
local.get 2
i32.const 16
i32.add
i32.store offset=48
local.get 1
i32.load
local.get 1
i32.load offset=4
i32.const 67815
local.get 2
i32.const 48
i32.add
call 150
local.set 0
end
local.get 2
i32.const 64
i32.add
global.set 0
local.get 0
)
(func (;166;) (type 15) (param i32 i64 i64 i32)
(local i32 i32 i32 i64 i64 i32 i32)
global.get 0
i32.const 64
i32.sub
local.tee 4
global.set 0
local.get 2
i32.wrap_i64
i32.const -1075
i32.add
local.tee 5
i32.const 315653
i32.mul
local.set 6
block ;; label = @1
block ;; label = @2
local.get 3
br_if 0 (;@2;)
local.get 4
i32.const 48
i32.add
local.get 6
i32.const -131072
i32.add
i32.const 20
i32.shr_s
local.tee 3
i32.const -1
i32.xor
call 229
local.get 4
i32.const 48
i32.add
local.get 4
i64.load offset=48
local.tee 2
local.get 4
i64.load offset=56
local.get 1
local.get 3
i32.const 16559509
i32.mul
i32.const 16559509
i32.add
i32.const 16
i32.shr_u
local.get 5
i32.add
local.tee 5
i32.const 7
i32.add
i64.extend_i32_u
i64.shl
call 230
local.get 4
i32.const 32
i32.add
local.get 4
i64.load offset=48
local.tee 7
i64.const 58
i64.shl
local.get 4
i64.load offset=56
i64.const 6
i64.shr_u
i64.or
local.tee 1
i64.const 0
i64.const 10
i64.const 0
call 233
local.get 4
i32.const 16
i32.add
local.get 1
local.get 2
i32.const 0
local.get 5
i32.sub
i64.extend_i32_u
i64.shr_u
local.tee 2
i64.const 1
i64.shr_u
local.tee 8
i64.sub
i64.const 0
i64.const 10
i64.const 0
call 233
local.get 2
local.get 1
i64.const -1
i64.xor
i64.gt_u
local.tee 9
local.get 1
local.get 8
i64.lt_u
i32.or
local.set 5
local.get 4
i64.load offset=40
local.get 4
i64.load offset=32
local.tee 1
i64.const 9223372036854775807
i64.add
local.get 1
i64.lt_u
i64.extend_i32_u
i64.add
i32.wrap_i64
local.tee 6
local.get 4
i64.load offset=24
local.get 4
i64.load offset=16
i64.const 0
i64.ne
i64.extend_i32_u
i64.add
i32.wrap_i64
local.tee 10
local.get 6
local.get 10
i32.gt_u
select
local.set 6
local.get 7
i64.const 6
i64.shr_u
local.get 9
i64.extend_i32_u
i64.add
local.set 1
br 1 (;@1;)
end
local.get 4
i32.const 48
i32.add
local.get 6
i32.const 20
i32.shr_s
local.tee 3
i32.const -1
i32.xor
call 229
local.get 4
i32.const 48
i32.add
local.get 4
i64.load offset=48
local.tee 7
local.get 4
i64.load offset=56
local.get 1
local.get 3
i32.const 16559509
i32.mul
i32.const 16559509
i32.add
i32.const 16
i32.shr_u
local.get 5
i32.add
local.tee 5
i32.const 7
i32.add
i64.extend_i32_u
i64.shl
call 230
local.get 4
local.get 4
i64.load offset=48
local.tee 8
i64.const 58
i64.shl
local.get 4
i64.load offset=56
i64.const 6
i64.shr_u
i64.or
local.tee 2
i64.const 0
i64.const 10
i64.const 0
call 233
local.get 7
i32.const 0
local.get 5
i32.sub
i64.extend_i32_u
i64.shr_u
local.get 1
i64.const -1
i64.xor
i64.const 1
i64.and
i64.add
local.tee 1
local.get 2
i64.const -1
i64.xor
i64.gt_u
local.tee 6
local.get 1
local.get 2
i64.gt_u
i32.or
local.set 5
local.get 8
i64.const 6
i64.shr_u
local.get 6
i64.extend_i32_u
i64.add
local.set 1
i32.const 2
local.get 4
i64.load offset=8
local.get 4
i64.load
local.tee 7
i64.const -9223372036854775802
i64.add
local.get 7
i64.lt_u
i64.extend_i32_u
i64.add
i32.wrap_i64
local.get 2
i64.const 4611686018427387904
i64.eq
select
local.set 6
end
local.get 0
local.get 6
i32.store8 offset=12
local.get 0
local.get 3
i32.store offset=8
local.get 0
local.get 1
i64.store
local.get 0
local.get 5
i32.const 1
i32.xor
i32.store8 offset=13
local.get 4
i32.const 64
i32.add
global.set 0
)
(func (;167;) (type 16) (param i32 i64)
local.get 0
local.get 1
i64.const 109951163
i64.mul
i64.const 40
i64.shr_u
i64.const 4294957296
i64.mul
local.get 1
i64.add
local.tee 1
i64.const 5243
i64.mul
i64.const 19
i64.shr_u
i64.const 545460846719
i64.and
i64.const 65436
i64.mul
local.get 1
i64.add
local.tee 1
i64.const 103
i64.mul
i64.const 10
i64.shr_u
i64.const 4222189076152335
i64.and
i64.const 246
i64.mul
local.get 1
i64.add
local.tee 1
i64.const 56
i64.shl
local.get 1
i64.const 65280
i64.and
i64.const 40
i64.shl
i64.or
local.get 1
i64.const 16711680
i64.and
i64.const 24
i64.shl
local.get 1
i64.const 4278190080
i64.and
i64.const 8
i64.shl
i64.or
i64.or
local.get 1
i64.const 8
i64.shr_u
i64.const 4278190080
i64.and
local.get 1
i64.const 24
i64.shr_u
i64.const 16711680
i64.and
i64.or
local.get 1
i64.const 40
i64.shr_u
i64.const 65280
i64.and
local.get 1
i64.const 56
i64.shr_u
i64.or
i64.or
i64.or
local.tee 1
i64.store
local.get 0
i32.const 70
local.get 1
i64.const 1
i64.shl
i64.const 1
i64.or
i64.clz
i32.wrap_i64
i32.sub
i32.const 3
i32.shr_u
i32.store offset=8
)
(func (;168;) (type 10) (param i32 i32 i32 i32 i32)
block ;; label = @1
local.get 3
i32.eqz
br_if 0 (;@1;)
block ;; label = @2
block ;; label = @3
local.get 2
local.get 3
i32.gt_u
br_if 0 (;@3;)
local.get 2
local.get 3
i32.ne
br_if 1 (;@2;)
br 2 (;@1;)
end
local.get 1
local.get 3
i32.add
i32.load8_s
i32.const -65
i32.gt_s
br_if 1 (;@1;)
end
local.get 1
local.get 2
local.get 3
local.get 2
local.get 4
call 124
unreachable
end
local.get 0
local.get 2
local.get 3
i32.sub
i32.store offset=4
local.get 0
local.get 1
local.get 3
i32.add
i32.store
)
(func (;169;) (type 17) (param i32 i32 i32 i32 i32 i32)
block ;; label = @1
local.get 4
local.get 3
i32.lt_u
br_if 0 (;@1;)
block ;; label = @2
local.get 3
i32.eqz
br_if 0 (;@2;)
block ;; label = @3
local.get 3
local.get 2
i32.lt_u
br_if 0 (;@3;)
local.get 3
local.get 2
i32.ne
br_if 2 (;@1;)
br 1 (;@2;)
end
local.get 1
local.get 3
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@1;)
end
block ;; label = @2
local.get 4
i32.eqz
br_if 0 (;@2;)
block ;; label = @3
local.get 4
local.get 2
i32.lt_u
br_if 0 (;@3;)
local.get 4
local.get 2
i32.eq
br_if 1 (;@2;)
br 2 (;@1;)
end
local.get 1
local.get 4
i32.add
i32.load8_s
i32.const -65
i32.le_s
br_if 1 (;@1;)
end
local.get 0
local.get 4
local.get 3
i32.sub
i32.store offset=4
local.get 0
local.get 1
local.get 3
i32.add
i32.store
return
end
local.get 1
local.get 2
local.get 3
local.get 4
local.get 5
call 124
unreachable
)
(func (;170;) (type 5) (result i32)
(local i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 0
global.set 0
local.get 0
i32.const 8
i32.add
i32.const 4
i32.const 20
call 162
block ;; label = @1
local.get 0
i32.load offset=8
local.tee 1
br_if 0 (;@1;)
i32.const 4
i32.const 20
call 7
unreachable
end
local.get 0
i32.const 16
i32.add
global.set 0
local.get 1
)
(func (;171;) (type 10) (param i32 i32 i32 i32 i32)
block ;; label = @1
local.get 3
local.get 1
i32.lt_u
br_if 0 (;@1;)
local.get 0
local.get 3
local.get 1
i32.sub
i32.store offset=4
local.get 0
local.get 2
local.get 1
i32.add
i32.store
return
end
local.get 1
local.get 3
local.get 3
local.get 4
call 73
unreachable
)
(func (;172;) (type 8) (param i32)
(local i32 i32 i32 i32)
local.get 0
i32.load offset=8
local.tee 1
local.get 0
i32.load offset=4
local.tee 2
local.get 1
local.get 2
i32.gt_u
select
local.set 3
local.get 0
i32.load
local.set 4
block ;; label = @1
loop ;; label = @2
local.get 3
local.get 1
i32.eq
br_if 1 (;@1;)
local.get 4
local.get 1
i32.add
i32.load8_u
local.tee 2
i32.const 34
i32.eq
br_if 1 (;@1;)
local.get 2
i32.const 92
i32.eq
br_if 1 (;@1;)
local.get 2
i32.const 32
i32.lt_u
br_if 1 (;@1;)
local.get 0
local.get 1
i32.const 1
i32.add
local.tee 1
i32.store offset=8
br 0 (;@2;)
end
end
)
(func (;173;) (type 3) (param i32 i32 i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 1
call 182
local.get 3
i64.load offset=8
local.set 4
call 170
local.tee 1
local.get 4
i64.store offset=12 align=4
local.get 0
local.get 1
i32.store offset=4
local.get 0
i32.const 2
i32.store
local.get 1
local.get 2
i32.load offset=8
i32.store offset=8
local.get 1
local.get 2
i64.load align=4
i64.store align=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;174;) (type 3) (param i32 i32 i32)
local.get 0
local.get 1
local.get 2
call 94
)
(func (;175;) (type 2) (param i32 i32)
(local i32 i32 i32)
block ;; label = @1
local.get 1
i32.load offset=8
local.tee 2
local.get 1
i32.load offset=4
i32.lt_u
local.tee 3
i32.eqz
br_if 0 (;@1;)
local.get 1
local.get 2
i32.const 1
i32.add
i32.store offset=8
local.get 1
i32.load
local.get 2
i32.add
i32.load8_u
local.set 4
end
local.get 0
local.get 4
i32.store8 offset=2
local.get 0
i32.const 0
i32.store8
local.get 0
local.get 3
i32.store8 offset=1
)
(func (;176;) (type 3) (param i32 i32 i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 1
call 182
local.get 3
i64.load offset=8
local.set 4
call 170
local.tee 1
local.get 4
i64.store offset=12 align=4
local.get 0
local.get 1
i32.store offset=4
local.get 0
i32.const 1
i32.store8
local.get 1
local.get 2
i32.load offset=8
i32.store offset=8
local.get 1
local.get 2
i64.load align=4
i64.store align=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;177;) (type 1) (param i32 i32) (result i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 0
call 182
local.get 2
i64.load offset=8
local.set 3
call 170
local.tee 0
local.get 3
i64.store offset=12 align=4
local.get 0
local.get 1
i32.load offset=8
i32.store offset=8
local.get 0
local.get 1
i64.load align=4
i64.store align=4
local.get 2
i32.const 16
i32.add
global.set 0
local.get 0
)
(func (;178;) (type 2) (param i32 i32)
(local i32)
block ;; label = @1
local.get 0
i32.load offset=8
local.tee 2
local.get 0
i32.load
i32.ne
br_if 0 (;@1;)
local.get 0
call 104
end
local.get 0
local.get 2
i32.const 1
i32.add
i32.store offset=8
local.get 0
i32.load offset=4
local.get 2
i32.add
local.get 1
i32.store8
)
(func (;179;) (type 2) (param i32 i32)
(local i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 1
i32.load offset=8
local.tee 3
local.get 1
i32.load
local.get 1
i32.load offset=4
local.tee 4
i32.const 76716
call 171
block ;; label = @1
block ;; label = @2
local.get 2
i32.load offset=12
i32.const 3
i32.gt_u
br_if 0 (;@2;)
local.get 1
local.get 4
i32.store offset=8
local.get 2
i32.const 4
i32.store offset=20
local.get 0
local.get 1
local.get 2
i32.const 20
i32.add
call 183
br 1 (;@1;)
end
local.get 2
i32.load offset=8
local.set 4
local.get 1
local.get 3
i32.const 4
i32.add
i32.store offset=8
block ;; label = @2
local.get 4
i32.load8_u offset=1
i32.const 1
i32.shl
i32.load16_u offset=74748
local.get 4
i32.load8_u
i32.const 1
i32.shl
i32.load16_u offset=75260
i32.or
i32.extend16_s
i32.const 8
i32.shl
local.get 4
i32.load8_u offset=2
i32.const 1
i32.shl
i32.load16_s offset=75260
i32.or
local.get 4
i32.load8_u offset=3
i32.const 1
i32.shl
i32.load16_s offset=74748
i32.or
local.tee 4
i32.const -1
i32.gt_s
br_if 0 (;@2;)
local.get 2
i32.const 12
i32.store offset=20
local.get 0
local.get 1
local.get 2
i32.const 20
i32.add
call 183
br 1 (;@1;)
end
local.get 0
i32.const 0
i32.store16
local.get 0
local.get 4
i32.store16 offset=2
end
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;180;) (type 2) (param i32 i32)
(local i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
block ;; label = @1
block ;; label = @2
local.get 1
i32.load offset=8
local.tee 3
local.get 1
i32.load offset=4
i32.ge_u
br_if 0 (;@2;)
local.get 0
i32.const 0
i32.store8
local.get 0
local.get 1
i32.load
local.get 3
i32.add
i32.load8_u
i32.store8 offset=1
br 1 (;@1;)
end
local.get 2
i32.const 4
i32.store offset=4
local.get 0
local.get 1
local.get 2
i32.const 4
i32.add
call 176
end
local.get 2
i32.const 16
i32.add
global.set 0
)
(func (;181;) (type 2) (param i32 i32)
(local i32 i32 i32)
block ;; label = @1
local.get 0
i32.const 128
i32.lt_u
br_if 0 (;@1;)
local.get 1
i32.const 4
call 142
local.get 1
i32.load offset=4
local.get 1
i32.load offset=8
local.tee 2
i32.add
local.set 3
block ;; label = @2
block ;; label = @3
local.get 0
i32.const 2048
i32.ge_u
br_if 0 (;@3;)
local.get 3
local.get 0
i32.const 6
i32.shr_u
i32.const 192
i32.or
i32.store8
i32.const 2
local.set 4
br 1 (;@2;)
end
block ;; label = @3
local.get 0
i32.const 65535
i32.gt_u
br_if 0 (;@3;)
local.get 3
local.get 0
i32.const 12
i32.shr_u
i32.const 224
i32.or
i32.store8
local.get 3
local.get 0
i32.const 6
i32.shr_u
i32.const 63
i32.and
i32.const 128
i32.or
i32.store8 offset=1
i32.const 3
local.set 4
br 1 (;@2;)
end
local.get 3
local.get 0
i32.const 18
i32.shr_u
i32.const 240
i32.or
i32.store8
local.get 3
local.get 0
i32.const 6
i32.shr_u
i32.const 63
i32.and
i32.const 128
i32.or
i32.store8 offset=2
local.get 3
local.get 0
i32.const 12
i32.shr_u
i32.const 63
i32.and
i32.const 128
i32.or
i32.store8 offset=1
i32.const 4
local.set 4
end
local.get 1
local.get 2
local.get 4
i32.add
i32.store offset=8
local.get 3
local.get 4
i32.add
i32.const -1
i32.add
local.get 0
i32.const 63
i32.and
i32.const 128
i32.or
i32.store8
return
end
local.get 1
local.get 0
call 178
)
(func (;182;) (type 2) (param i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 1
i32.load
local.get 1
i32.load offset=4
local.get 1
i32.load offset=8
call 184
local.get 2
i32.load offset=12
local.set 1
local.get 0
local.get 2
i32.load offset=8
i32.store
local.get 0
local.get 1
i32.store offset=4
local.get 2
i32.const 16
i32.add
global.set 0
)
(func (;183;) (type 3) (param i32 i32 i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 1
call 182
local.get 3
i64.load offset=8
local.set 4
call 170
local.tee 1
local.get 4
i64.store offset=12 align=4
local.get 0
local.get 1
i32.store offset=4
local.get 0
i32.const 1
i32.store16
local.get 1
local.get 2
i32.load offset=8
i32.store offset=8
local.get 1
local.get 2
i64.load align=4
i64.store align=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;184;) (type 9) (param i32 i32 i32 i32)
(local i32 i32 i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 3
local.get 2
i32.gt_u
br_if 0 (;@5;)
i32.const 0
local.set 4
local.get 3
i32.eqz
br_if 4 (;@1;)
local.get 1
local.get 3
i32.add
local.set 2
block ;; label = @6
local.get 3
i32.const 3
i32.gt_u
br_if 0 (;@6;)
loop ;; label = @7
local.get 2
local.get 1
i32.le_u
br_if 6 (;@1;)
local.get 2
i32.const -1
i32.add
local.tee 2
i32.load8_u
i32.const 10
i32.ne
br_if 0 (;@7;)
br 5 (;@2;)
end
end
block ;; label = @6
i32.const 16843008
local.get 2
i32.const -4
i32.add
i32.load align=1
local.tee 5
i32.const 168430090
i32.xor
i32.sub
local.get 5
i32.or
i32.const -2139062144
i32.and
i32.const -2139062144
i32.eq
br_if 0 (;@6;)
loop ;; label = @7
local.get 2
local.get 1
i32.le_u
br_if 6 (;@1;)
local.get 2
i32.const -1
i32.add
local.tee 2
i32.load8_u
i32.const 10
i32.ne
br_if 0 (;@7;)
br 5 (;@2;)
end
end
local.get 3
local.get 2
i32.const 3
i32.and
i32.sub
local.set 5
local.get 3
i32.const 9
i32.lt_u
br_if 1 (;@4;)
loop ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 5
i32.const 8
i32.lt_s
br_if 0 (;@8;)
i32.const 16843008
local.get 1
local.get 5
i32.add
local.tee 2
i32.const -8
i32.add
i32.load
local.tee 6
i32.const 168430090
i32.xor
i32.sub
local.get 6
i32.or
i32.const -2139062144
i32.and
i32.const -2139062144
i32.eq
br_if 1 (;@7;)
end
local.get 1
local.get 5
i32.add
local.set 2
br 4 (;@3;)
end
local.get 5
i32.const -8
i32.add
local.set 5
i32.const 16843008
local.get 2
i32.const -4
i32.add
i32.load
local.tee 6
i32.const 168430090
i32.xor
i32.sub
local.get 6
i32.or
i32.const -2139062144
i32.and
i32.const -2139062144
i32.eq
br_if 0 (;@6;)
br 3 (;@3;)
end
end
i32.const 0
local.get 3
local.get 2
i32.const 75868
call 73
unreachable
end
local.get 1
local.get 5
i32.add
local.set 2
loop ;; label = @4
local.get 2
local.get 1
i32.le_u
br_if 3 (;@1;)
local.get 2
i32.const -1
i32.add
local.tee 2
i32.load8_u
i32.const 10
i32.ne
br_if 0 (;@4;)
br 2 (;@2;)
end
end
loop ;; label = @3
local.get 2
local.get 1
i32.le_u
br_if 2 (;@1;)
local.get 2
i32.const -1
i32.add
local.tee 2
i32.load8_u
i32.const 10
i32.ne
br_if 0 (;@3;)
end
end
local.get 2
local.get 1
i32.sub
i32.const 1
i32.add
local.set 4
end
i32.const 1
local.set 2
block ;; label = @1
local.get 1
local.get 1
local.get 4
i32.add
local.tee 5
i32.ge_u
br_if 0 (;@1;)
i32.const 0
local.set 2
block ;; label = @2
loop ;; label = @3
local.get 1
local.get 5
i32.ge_u
br_if 1 (;@2;)
local.get 2
local.get 1
i32.load8_u
i32.const 10
i32.eq
i32.add
local.set 2
local.get 1
i32.const 1
i32.add
local.set 1
br 0 (;@3;)
end
end
local.get 2
i32.const 1
i32.add
local.set 2
end
local.get 0
local.get 2
i32.store
local.get 0
local.get 3
local.get 4
i32.sub
i32.store offset=4
)
(func (;185;) (type 3) (param i32 i32 i32)
(local i32 i32 i32 i32 i32 i64 i32)
global.get 0
i32.const 32
i32.sub
local.tee 3
global.set 0
local.get 3
i32.const 8
i32.add
local.get 1
i32.const 12
i32.add
local.tee 4
call 175
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
local.get 3
i32.load8_u offset=8
i32.const 1
i32.ne
br_if 0 (;@6;)
local.get 3
i32.load offset=12
local.set 4
br 1 (;@5;)
end
block ;; label = @6
local.get 3
i32.load8_u offset=9
i32.const 1
i32.ne
br_if 0 (;@6;)
local.get 3
i32.load8_u offset=10
local.tee 5
i32.const 255
i32.and
i32.const 48
i32.ne
br_if 2 (;@4;)
block ;; label = @7
local.get 1
i32.load offset=20
local.tee 5
local.get 1
i32.load offset=16
i32.ge_u
br_if 0 (;@7;)
local.get 4
i32.load
local.get 5
i32.add
i32.load8_u
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 4 (;@3;)
end
local.get 0
local.get 1
local.get 2
i64.const 0
call 189
br 5 (;@1;)
end
local.get 3
i32.const 5
i32.store offset=16
local.get 1
local.get 3
i32.const 16
i32.add
call 187
local.set 4
end
local.get 0
i64.const 3
i64.store
local.get 0
local.get 4
i32.store offset=8
br 3 (;@1;)
end
local.get 5
i32.const -49
i32.add
i32.const 255
i32.and
i32.const 9
i32.lt_u
br_if 1 (;@2;)
local.get 3
i32.const 13
i32.store offset=16
local.get 1
local.get 3
i32.const 16
i32.add
call 187
local.set 4
local.get 0
i64.const 3
i64.store
local.get 0
local.get 4
i32.store offset=8
br 2 (;@1;)
end
local.get 3
i32.const 13
i32.store offset=16
local.get 1
local.get 3
i32.const 16
i32.add
call 67
local.set 4
local.get 0
i64.const 3
i64.store
local.get 0
local.get 4
i32.store offset=8
br 1 (;@1;)
end
local.get 1
i32.load offset=20
local.tee 4
local.get 1
i32.load offset=16
local.tee 6
local.get 4
local.get 6
i32.gt_u
select
local.set 7
local.get 5
i32.const -48
i32.add
i64.extend_i32_u
i64.const 255
i64.and
local.set 8
local.get 1
i32.load offset=12
local.set 9
loop ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 7
local.get 4
i32.eq
br_if 0 (;@4;)
local.get 9
local.get 4
i32.add
i32.load8_u
i32.const -48
i32.add
local.tee 5
i32.const 255
i32.and
local.tee 6
i32.const 10
i32.lt_u
br_if 1 (;@3;)
end
local.get 0
local.get 1
local.get 2
local.get 8
call 189
br 2 (;@1;)
end
block ;; label = @3
block ;; label = @4
local.get 8
i64.const 1844674407370955161
i64.lt_u
br_if 0 (;@4;)
local.get 8
i64.const 1844674407370955161
i64.ne
br_if 1 (;@3;)
local.get 6
i32.const 5
i32.gt_u
br_if 1 (;@3;)
end
local.get 1
local.get 4
i32.const 1
i32.add
local.tee 4
i32.store offset=20
local.get 8
i64.const 10
i64.mul
local.get 5
i64.extend_i32_u
i64.const 255
i64.and
i64.add
local.set 8
br 1 (;@2;)
end
end
local.get 3
i32.const 16
i32.add
local.get 1
local.get 2
local.get 8
call 190
block ;; label = @2
block ;; label = @3
local.get 3
i32.load offset=16
i32.const 1
i32.ne
br_if 0 (;@3;)
local.get 0
local.get 3
i32.load offset=20
i32.store offset=8
i64.const 3
local.set 8
br 1 (;@2;)
end
local.get 0
local.get 3
f64.load offset=24
f64.store offset=8
i64.const 0
local.set 8
end
local.get 0
local.get 8
i64.store
end
local.get 3
i32.const 32
i32.add
global.set 0
)
(func (;186;) (type 0) (param i32 i32 i32) (result i32)
(local i32 f64 i64)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 0
i32.load
br_table 0 (;@4;) 1 (;@3;) 2 (;@2;) 0 (;@4;)
end
local.get 0
f64.load offset=8
local.set 4
local.get 3
i32.const 3
i32.store8
local.get 3
local.get 4
f64.store offset=8
br 2 (;@1;)
end
local.get 0
i64.load offset=8
local.set 5
local.get 3
i32.const 1
i32.store8
local.get 3
local.get 5
i64.store offset=8
br 1 (;@1;)
end
local.get 0
i64.load offset=8
local.set 5
local.get 3
i32.const 2
i32.store8
local.get 3
local.get 5
i64.store offset=8
end
local.get 3
local.get 1
local.get 2
call 163
local.set 0
local.get 3
i32.const 16
i32.add
global.set 0
local.get 0
)
(func (;187;) (type 1) (param i32 i32) (result i32)
(local i32 i64)
global.get 0
i32.const 16
i32.sub
local.tee 2
global.set 0
local.get 2
i32.const 8
i32.add
local.get 0
i32.const 12
i32.add
call 182
local.get 2
i64.load offset=8
local.set 3
call 170
local.tee 0
local.get 3
i64.store offset=12 align=4
local.get 0
local.get 1
i32.load offset=8
i32.store offset=8
local.get 0
local.get 1
i64.load align=4
i64.store align=4
local.get 2
i32.const 16
i32.add
global.set 0
local.get 0
)
(func (;188;) (type 8) (param i32)
local.get 0
i32.const 20
i32.const 4
call 30
)
(func (;189;) (type 18) (param i32 i32 i32 i64)
(local i32 i32 i64 i64)
global.get 0
i32.const 16
i32.sub
local.tee 4
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
block ;; label = @8
local.get 1
i32.load offset=20
local.tee 5
local.get 1
i32.load offset=16
i32.ge_u
br_if 0 (;@8;)
local.get 1
i32.load offset=12
local.get 5
i32.add
i32.load8_u
local.tee 5
i32.const 46
i32.eq
br_if 1 (;@7;)
local.get 5
i32.const 69
i32.eq
br_if 2 (;@6;)
local.get 5
i32.const 101
i32.eq
br_if 2 (;@6;)
end
local.get 2
i32.eqz
br_if 2 (;@5;)
i64.const 1
local.set 6
br 5 (;@2;)
end
local.get 4
local.get 1
local.get 2
local.get 3
i32.const 0
call 191
local.get 4
i32.load
br_if 2 (;@4;)
br 3 (;@3;)
end
local.get 4
local.get 1
local.get 2
local.get 3
i32.const 0
call 192
local.get 4
i32.load
i32.eqz
br_if 2 (;@3;)
local.get 0
local.get 4
i32.load offset=4
i32.store offset=8
local.get 0
i64.const 3
i64.store
br 4 (;@1;)
end
i64.const 0
local.set 6
block ;; label = @5
i64.const 0
local.get 3
i64.sub
local.tee 7
i64.const 0
i64.ge_s
br_if 0 (;@5;)
i64.const 2
local.set 6
local.get 7
local.set 3
br 3 (;@2;)
end
local.get 3
f64.convert_i64_u
i64.reinterpret_f64
i64.const -9223372036854775808
i64.or
local.set 3
br 2 (;@2;)
end
local.get 0
local.get 4
i32.load offset=4
i32.store offset=8
local.get 0
i64.const 3
i64.store
br 2 (;@1;)
end
local.get 4
i64.load offset=8
local.set 3
i64.const 0
local.set 6
end
local.get 0
local.get 3
i64.store offset=8
local.get 0
local.get 6
i64.store
end
local.get 4
i32.const 16
i32.add
global.set 0
)
(func (;190;) (type 18) (param i32 i32 i32 i64)
(local i32 i32 i32 i32 i32)
i32.const 0
local.set 4
i32.const 0
local.get 1
i32.load offset=16
local.tee 5
local.get 1
i32.load offset=20
local.tee 6
i32.sub
local.tee 7
local.get 7
local.get 5
i32.gt_u
select
local.set 5
local.get 1
i32.load offset=12
local.get 6
i32.add
local.set 7
local.get 6
i32.const 1
i32.add
local.set 8
loop ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 5
local.get 4
i32.eq
br_if 0 (;@5;)
local.get 7
local.get 4
i32.add
i32.load8_u
local.tee 6
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 3 (;@2;)
local.get 6
i32.const 46
i32.eq
br_if 1 (;@4;)
local.get 6
i32.const 69
i32.eq
br_if 2 (;@3;)
local.get 6
i32.const 101
i32.eq
br_if 2 (;@3;)
local.get 4
local.set 5
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 5
call 193
return
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 4
call 191
return
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 4
call 192
return
end
local.get 1
local.get 8
local.get 4
i32.add
i32.store offset=20
local.get 4
i32.const 1
i32.add
local.set 4
br 0 (;@1;)
end
)
(func (;191;) (type 19) (param i32 i32 i32 i64 i32)
(local i32 i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 5
global.set 0
local.get 1
local.get 1
i32.load offset=20
i32.const 1
i32.add
local.tee 6
i32.store offset=20
local.get 1
i32.load offset=12
local.set 7
local.get 1
i32.load offset=16
local.set 8
i32.const 0
local.set 9
block ;; label = @1
loop ;; label = @2
block ;; label = @3
block ;; label = @4
block ;; label = @5
block ;; label = @6
block ;; label = @7
local.get 6
local.get 8
i32.ge_u
br_if 0 (;@7;)
local.get 7
local.get 6
i32.add
i32.load8_u
local.tee 10
i32.const -48
i32.add
local.tee 11
i32.const 255
i32.and
local.tee 12
i32.const 10
i32.lt_u
br_if 4 (;@3;)
local.get 9
br_if 1 (;@6;)
local.get 5
i32.const 13
i32.store offset=4
local.get 1
local.get 5
i32.const 4
i32.add
call 67
local.set 6
local.get 0
i32.const 1
i32.store
local.get 0
local.get 6
i32.store offset=4
br 6 (;@1;)
end
block ;; label = @7
local.get 9
i32.eqz
br_if 0 (;@7;)
local.get 9
local.get 4
i32.add
local.set 6
br 2 (;@5;)
end
local.get 5
i32.const 5
i32.store offset=4
local.get 1
local.get 5
i32.const 4
i32.add
call 67
local.set 6
local.get 0
i32.const 1
i32.store
local.get 0
local.get 6
i32.store offset=4
br 5 (;@1;)
end
local.get 9
local.get 4
i32.add
local.set 6
local.get 10
i32.const 32
i32.or
i32.const 101
i32.eq
br_if 1 (;@4;)
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 6
call 193
br 3 (;@1;)
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 6
call 192
br 2 (;@1;)
end
block ;; label = @3
block ;; label = @4
local.get 3
i64.const 1844674407370955160
i64.le_u
br_if 0 (;@4;)
local.get 3
i64.const 1844674407370955161
i64.ne
br_if 1 (;@3;)
local.get 12
i32.const 5
i32.gt_u
br_if 1 (;@3;)
end
local.get 1
local.get 6
i32.const 1
i32.add
local.tee 6
i32.store offset=20
local.get 9
i32.const -1
i32.add
local.set 9
local.get 3
i64.const 10
i64.mul
local.get 11
i64.extend_i32_u
i64.const 255
i64.and
i64.add
local.set 3
br 1 (;@2;)
end
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 9
local.get 4
i32.add
call 194
end
local.get 5
i32.const 16
i32.add
global.set 0
)
(func (;192;) (type 19) (param i32 i32 i32 i64 i32)
(local i32 i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 5
global.set 0
local.get 1
local.get 1
i32.load offset=20
local.tee 6
i32.const 1
i32.add
local.tee 7
i32.store offset=20
i32.const 1
local.set 8
block ;; label = @1
local.get 7
local.get 1
i32.load offset=16
i32.ge_u
br_if 0 (;@1;)
i32.const 1
local.set 8
block ;; label = @2
block ;; label = @3
local.get 1
i32.load offset=12
local.get 7
i32.add
i32.load8_u
i32.const -43
i32.add
br_table 1 (;@2;) 2 (;@1;) 0 (;@3;) 2 (;@1;)
end
i32.const 0
local.set 8
end
local.get 1
local.get 6
i32.const 2
i32.add
i32.store offset=20
end
local.get 5
i32.const 12
i32.add
local.get 1
i32.const 12
i32.add
call 175
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 5
i32.load8_u offset=12
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 5
i32.load offset=16
local.set 7
br 1 (;@3;)
end
block ;; label = @4
local.get 5
i32.load8_u offset=13
i32.const 1
i32.ne
br_if 0 (;@4;)
local.get 5
i32.load8_u offset=14
i32.const -48
i32.add
i32.const 255
i32.and
local.tee 6
i32.const 10
i32.lt_u
br_if 2 (;@2;)
local.get 5
i32.const 13
i32.store offset=20
local.get 1
local.get 5
i32.const 20
i32.add
call 187
local.set 7
local.get 0
i32.const 1
i32.store
local.get 0
local.get 7
i32.store offset=4
br 3 (;@1;)
end
local.get 5
i32.const 5
i32.store offset=20
local.get 1
local.get 5
i32.const 20
i32.add
call 187
local.set 7
end
local.get 0
i32.const 1
i32.store
local.get 0
local.get 7
i32.store offset=4
br 1 (;@1;)
end
local.get 1
i32.load offset=20
local.tee 7
local.get 1
i32.load offset=16
local.tee 9
local.get 7
local.get 9
i32.gt_u
select
local.set 10
local.get 1
i32.load offset=12
local.set 11
loop ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 10
local.get 7
i32.eq
br_if 0 (;@4;)
local.get 11
local.get 7
i32.add
i32.load8_u
i32.const -48
i32.add
i32.const 255
i32.and
local.tee 9
i32.const 10
i32.lt_u
br_if 1 (;@3;)
end
block ;; label = @4
block ;; label = @5
local.get 8
br_if 0 (;@5;)
local.get 4
local.get 6
i32.sub
local.tee 7
i32.const 31
i32.shr_s
i32.const -2147483648
i32.xor
local.get 7
local.get 6
i32.const 0
i32.gt_s
local.get 7
local.get 4
i32.lt_s
i32.xor
select
local.set 7
br 1 (;@4;)
end
local.get 4
local.get 6
i32.add
local.tee 7
i32.const 31
i32.shr_s
i32.const -2147483648
i32.xor
local.get 7
local.get 6
i32.const 0
i32.lt_s
local.get 7
local.get 4
i32.lt_s
i32.xor
select
local.set 7
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 7
call 193
br 2 (;@1;)
end
local.get 1
local.get 7
i32.const 1
i32.add
local.tee 7
i32.store offset=20
block ;; label = @3
block ;; label = @4
local.get 6
i32.const 214748363
i32.le_s
br_if 0 (;@4;)
local.get 6
i32.const 214748364
i32.ne
br_if 1 (;@3;)
local.get 9
i32.const 7
i32.gt_u
br_if 1 (;@3;)
end
local.get 6
i32.const 10
i32.mul
local.get 9
i32.add
local.set 6
br 1 (;@2;)
end
end
local.get 0
local.get 1
local.get 2
local.get 3
i64.eqz
local.get 8
call 195
end
local.get 5
i32.const 32
i32.add
global.set 0
)
(func (;193;) (type 19) (param i32 i32 i32 i64 i32)
(local i32 f64 i32 f64)
global.get 0
i32.const 16
i32.sub
local.tee 5
global.set 0
local.get 3
f64.convert_i64_u
local.set 6
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
loop ;; label = @5
block ;; label = @6
local.get 4
local.get 4
i32.const 31
i32.shr_s
local.tee 7
i32.xor
local.get 7
i32.sub
local.tee 7
i32.const 308
i32.gt_u
br_if 0 (;@6;)
local.get 7
i32.const 3
i32.shl
f64.load offset=72232
local.set 8
local.get 4
i32.const -1
i32.gt_s
br_if 2 (;@4;)
local.get 6
local.get 8
f64.div
local.set 6
br 4 (;@2;)
end
local.get 6
f64.const 0x0p+0 (;=0;)
f64.eq
br_if 3 (;@2;)
block ;; label = @6
local.get 4
i32.const -1
i32.gt_s
br_if 0 (;@6;)
local.get 4
i32.const 308
i32.add
local.set 4
local.get 6
f64.const 0x1.1ccf385ebc8ap+1023 (;=100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000;)
f64.div
local.set 6
br 1 (;@5;)
end
end
local.get 5
i32.const 14
i32.store offset=4
local.get 0
local.get 1
local.get 5
i32.const 4
i32.add
call 187
i32.store offset=4
br 1 (;@3;)
end
local.get 6
local.get 8
f64.mul
local.tee 6
f64.abs
f64.const inf (;=inf;)
f64.ne
br_if 1 (;@2;)
local.get 5
i32.const 14
i32.store offset=4
local.get 0
local.get 1
local.get 5
i32.const 4
i32.add
call 187
i32.store offset=4
end
i32.const 1
local.set 4
br 1 (;@1;)
end
local.get 0
local.get 6
local.get 6
f64.neg
local.get 2
select
f64.store offset=8
i32.const 0
local.set 4
end
local.get 0
local.get 4
i32.store
local.get 5
i32.const 16
i32.add
global.set 0
)
(func (;194;) (type 19) (param i32 i32 i32 i64 i32)
(local i32 i32 i32 i32)
local.get 1
i32.load offset=20
local.tee 5
local.get 1
i32.load offset=16
local.tee 6
local.get 5
local.get 6
i32.gt_u
select
local.set 6
local.get 1
i32.load offset=12
local.set 7
block ;; label = @1
block ;; label = @2
loop ;; label = @3
local.get 6
local.get 5
i32.eq
br_if 1 (;@2;)
block ;; label = @4
local.get 7
local.get 5
i32.add
i32.load8_u
local.tee 8
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 9
i32.gt_u
br_if 0 (;@4;)
local.get 1
local.get 5
i32.const 1
i32.add
local.tee 5
i32.store offset=20
br 1 (;@3;)
end
end
local.get 8
i32.const 32
i32.or
i32.const 101
i32.eq
br_if 1 (;@1;)
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 4
call 193
return
end
local.get 0
local.get 1
local.get 2
local.get 3
local.get 4
call 192
)
(func (;195;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 5
global.set 0
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
br_if 0 (;@3;)
local.get 4
br_if 1 (;@2;)
end
local.get 1
i32.load offset=20
local.tee 3
local.get 1
i32.load offset=16
local.tee 4
local.get 3
local.get 4
i32.gt_u
select
local.set 4
local.get 1
i32.load offset=12
local.set 6
loop ;; label = @3
block ;; label = @4
block ;; label = @5
local.get 4
local.get 3
i32.eq
br_if 0 (;@5;)
local.get 6
local.get 3
i32.add
i32.load8_u
i32.const -48
i32.add
i32.const 255
i32.and
i32.const 10
i32.lt_u
br_if 1 (;@4;)
end
local.get 0
f64.const 0x0p+0 (;=0;)
f64.const -0x0p+0 (;=-0;)
local.get 2
select
f64.store offset=8
i32.const 0
local.set 3
br 3 (;@1;)
end
local.get 1
local.get 3
i32.const 1
i32.add
local.tee 3
i32.store offset=20
br 0 (;@3;)
end
end
local.get 5
i32.const 14
i32.store offset=4
local.get 0
local.get 1
local.get 5
i32.const 4
i32.add
call 187
i32.store offset=4
i32.const 1
local.set 3
end
local.get 0
local.get 3
i32.store
local.get 5
i32.const 16
i32.add
global.set 0
)
(func (;196;) (type 0) (param i32 i32 i32) (result i32)
local.get 0
i32.const 75992
local.get 1
local.get 2
call 105
)
(func (;197;) (type 8) (param i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
block ;; label = @1
block ;; label = @2
local.get 0
i32.load
local.tee 2
br_if 0 (;@2;)
i32.const 0
local.set 2
local.get 1
i32.const 12
i32.add
local.set 0
br 1 (;@1;)
end
local.get 0
i32.load offset=4
local.set 3
local.get 1
i32.const 1
i32.store offset=12
local.get 1
i32.const 8
i32.add
local.set 0
end
local.get 0
local.get 2
i32.store
block ;; label = @1
local.get 1
i32.load offset=12
local.tee 0
i32.eqz
br_if 0 (;@1;)
local.get 3
local.get 0
local.get 1
i32.load offset=8
call 161
end
local.get 1
i32.const 16
i32.add
global.set 0
)
(func (;198;) (type 0) (param i32 i32 i32) (result i32)
local.get 0
local.get 1
local.get 2
call 94
i32.const 0
)
(func (;199;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32)
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.lt_u
local.tee 2
i32.eqz
br_if 0 (;@2;)
i32.const 1
local.set 3
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@2;)
i32.const 2
local.set 3
br 1 (;@1;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 3
end
local.get 0
i32.load offset=8
local.set 4
local.get 0
local.get 3
call 142
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
i32.add
local.set 5
block ;; label = @1
block ;; label = @2
local.get 2
br_if 0 (;@2;)
local.get 1
i32.const 63
i32.and
i32.const -128
i32.or
local.set 2
local.get 1
i32.const 6
i32.shr_u
local.set 6
block ;; label = @3
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@3;)
local.get 5
local.get 2
i32.store8 offset=1
local.get 5
local.get 6
i32.const 192
i32.or
i32.store8
br 2 (;@1;)
end
local.get 1
i32.const 12
i32.shr_u
local.set 7
local.get 6
i32.const 63
i32.and
i32.const -128
i32.or
local.set 6
block ;; label = @3
local.get 1
i32.const 65535
i32.gt_u
br_if 0 (;@3;)
local.get 5
local.get 2
i32.store8 offset=2
local.get 5
local.get 6
i32.store8 offset=1
local.get 5
local.get 7
i32.const 224
i32.or
i32.store8
br 2 (;@1;)
end
local.get 5
local.get 2
i32.store8 offset=3
local.get 5
local.get 6
i32.store8 offset=2
local.get 5
local.get 7
i32.const 63
i32.and
i32.const -128
i32.or
i32.store8 offset=1
local.get 5
local.get 1
i32.const 18
i32.shr_u
i32.const -16
i32.or
i32.store8
br 1 (;@1;)
end
local.get 5
local.get 1
i32.store8
end
local.get 0
local.get 3
local.get 4
i32.add
i32.store offset=8
i32.const 0
)
(func (;200;) (type 4)
i32.const 74708
i32.const 40
i32.const 76136
call 46
unreachable
)
(func (;201;) (type 10) (param i32 i32 i32 i32 i32)
block ;; label = @1
local.get 2
local.get 3
i32.ge_u
br_if 0 (;@1;)
i32.const 76732
i32.const 19
local.get 4
call 96
unreachable
end
local.get 0
local.get 3
i32.store offset=4
local.get 0
local.get 1
i32.store
local.get 0
local.get 2
local.get 3
i32.sub
i32.store offset=12
local.get 0
local.get 1
local.get 3
i32.const 4
i32.shl
i32.add
i32.store offset=8
)
(func (;202;) (type 2) (param i32 i32)
(local i32)
block ;; label = @1
local.get 0
i32.load offset=8
local.tee 2
local.get 0
i32.load
i32.ne
br_if 0 (;@1;)
local.get 0
call 203
end
local.get 0
local.get 2
i32.const 1
i32.add
i32.store offset=8
local.get 0
i32.load offset=4
local.get 2
i32.const 4
i32.shl
i32.add
local.tee 0
local.get 1
i64.load align=4
i64.store align=4
local.get 0
local.get 1
i64.load offset=8 align=4
i64.store offset=8 align=4
)
(func (;203;) (type 8) (param i32)
(local i32 i32 i32 i32 i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 1
global.set 0
i32.const 0
local.set 2
local.get 1
i32.const 20
i32.add
local.set 3
block ;; label = @1
block ;; label = @2
local.get 0
i32.load
local.tee 4
i32.const 134217727
i32.gt_u
br_if 0 (;@2;)
local.get 4
i32.const 1
i32.shl
local.tee 5
i32.const 4
local.get 5
i32.const 4
i32.gt_u
select
local.tee 6
i32.const 4
i32.shl
local.tee 5
i32.const 2147483644
i32.gt_u
br_if 0 (;@2;)
block ;; label = @3
block ;; label = @4
local.get 4
br_if 0 (;@4;)
i32.const 0
local.set 4
local.get 1
i32.const 28
i32.add
local.set 2
br 1 (;@3;)
end
local.get 0
i32.load offset=4
local.set 3
local.get 1
i32.const 4
i32.store offset=28
local.get 4
i32.const 4
i32.shl
local.set 4
local.get 1
i32.const 24
i32.add
local.set 2
end
local.get 2
local.get 4
i32.store
block ;; label = @3
block ;; label = @4
local.get 1
i32.load offset=28
i32.eqz
br_if 0 (;@4;)
block ;; label = @5
local.get 1
i32.load offset=24
local.tee 4
br_if 0 (;@5;)
local.get 1
i32.const 8
i32.add
i32.const 4
local.get 5
call 156
local.get 1
i32.load offset=8
local.set 4
br 2 (;@3;)
end
local.get 3
local.get 4
i32.const 4
local.get 5
call 102
local.set 4
br 1 (;@3;)
end
local.get 1
i32.const 4
local.get 5
call 156
local.get 1
i32.load
local.set 4
end
local.get 4
br_if 1 (;@1;)
local.get 1
i32.const 4
i32.store offset=20
local.get 1
i32.const 16
i32.add
local.set 3
local.get 5
local.set 2
end
local.get 3
local.get 2
i32.store
local.get 1
i32.load offset=20
local.get 1
i32.load offset=16
call 57
unreachable
end
local.get 0
local.get 6
i32.store
local.get 0
local.get 4
i32.store offset=4
local.get 1
i32.const 32
i32.add
global.set 0
)
(func (;204;) (type 10) (param i32 i32 i32 i32 i32)
(local i32 i32)
global.get 0
i32.const 32
i32.sub
local.tee 5
global.set 0
i32.const 0
i32.const 0
i32.load offset=78224
local.tee 6
i32.const 1
i32.add
i32.store offset=78224
block ;; label = @1
local.get 6
i32.const 0
i32.lt_s
br_if 0 (;@1;)
block ;; label = @2
i32.const 0
i32.load8_u offset=78212
br_if 0 (;@2;)
i32.const 0
i32.const 1
i32.store8 offset=78212
i32.const 0
i32.const 0
i32.load offset=78208
i32.const 1
i32.add
i32.store offset=78208
i32.const 0
i32.load offset=78216
local.tee 6
i32.const -1
i32.le_s
br_if 1 (;@1;)
i32.const 0
local.get 6
i32.const 1
i32.add
i32.store offset=78216
block ;; label = @3
i32.const 0
i32.load offset=78220
i32.eqz
br_if 0 (;@3;)
local.get 5
i32.const 8
i32.add
local.get 0
local.get 1
i32.load offset=20
call_indirect (type 2)
local.get 5
local.get 4
i32.store8 offset=29
local.get 5
local.get 3
i32.store8 offset=28
local.get 5
local.get 2
i32.store offset=24
local.get 5
local.get 5
i64.load offset=8
i64.store offset=16 align=4
local.get 5
i32.const 16
i32.add
call 155
i32.const 0
i32.load offset=78216
i32.const -1
i32.add
local.set 6
end
i32.const 0
local.get 6
i32.store offset=78216
i32.const 0
i32.const 0
i32.store8 offset=78212
local.get 3
i32.eqz
br_if 1 (;@1;)
call 205
unreachable
end
local.get 5
local.get 0
local.get 1
i32.load offset=24
call_indirect (type 2)
end
unreachable
)
(func (;205;) (type 4)
unreachable
)
(func (;206;) (type 2) (param i32 i32)
local.get 0
i32.const 0
i32.store
)
(func (;207;) (type 2) (param i32 i32)
local.get 0
i32.const 0
i64.load offset=76896 align=4
i64.store offset=8 align=4
local.get 0
i32.const 0
i64.load offset=76888 align=4
i64.store align=4
)
(func (;208;) (type 2) (param i32 i32)
i32.const 0
i32.const 1
i32.store8 offset=78680
unreachable
)
(func (;209;) (type 8) (param i32)
local.get 0
call 210
unreachable
)
(func (;210;) (type 8) (param i32)
(local i32 i32 i32)
global.get 0
i32.const 16
i32.sub
local.tee 1
global.set 0
block ;; label = @1
local.get 0
i32.load
local.tee 2
i32.load offset=4
local.tee 3
i32.const 1
i32.and
i32.eqz
br_if 0 (;@1;)
local.get 2
i32.load
local.set 2
local.get 1
local.get 3
i32.const 1
i32.shr_u
i32.store offset=4
local.get 1
local.get 2
i32.store
local.get 1
i32.const 76832
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
local.tee 0
i32.load8_u offset=8
local.get 0
i32.load8_u offset=9
call 204
unreachable
end
local.get 1
i32.const -2147483648
i32.store
local.get 1
local.get 0
i32.store offset=12
local.get 1
i32.const 76860
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
local.tee 0
i32.load8_u offset=8
local.get 0
i32.load8_u offset=9
call 204
unreachable
)
(func (;211;) (type 8) (param i32)
(local i32)
block ;; label = @1
local.get 0
i32.load
local.tee 1
i32.const 1
i32.lt_s
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 1
i32.const 1
call 30
end
)
(func (;212;) (type 1) (param i32 i32) (result i32)
block ;; label = @1
local.get 0
i32.load
i32.const -2147483648
i32.eq
br_if 0 (;@1;)
local.get 1
i32.load
local.get 0
i32.load offset=4
local.get 0
i32.load offset=8
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
return
end
local.get 1
i32.load
local.get 1
i32.load offset=4
local.get 0
i32.load offset=12
i32.load
local.tee 0
i32.load
local.get 0
i32.load offset=4
call 105
)
(func (;213;) (type 2) (param i32 i32)
(local i32 i32 i64)
global.get 0
i32.const 48
i32.sub
local.tee 2
global.set 0
block ;; label = @1
local.get 1
i32.load
i32.const -2147483648
i32.ne
br_if 0 (;@1;)
local.get 1
i32.load offset=12
local.set 3
local.get 2
i32.const 0
i32.store offset=44
local.get 2
i64.const 4294967296
i64.store offset=36 align=4
local.get 2
i32.const 36
i32.add
i32.const 76808
local.get 3
i32.load
local.tee 3
i32.load
local.get 3
i32.load offset=4
call 105
drop
local.get 2
local.get 2
i32.load offset=44
local.tee 3
i32.store offset=32
local.get 2
local.get 2
i64.load offset=36 align=4
local.tee 4
i64.store offset=24
local.get 1
local.get 3
i32.store offset=8
local.get 1
local.get 4
i64.store align=4
end
local.get 1
i32.load offset=8
local.set 3
local.get 1
i32.const 0
i32.store offset=8
local.get 1
i64.load align=4
local.set 4
local.get 1
i64.const 4294967296
i64.store align=4
local.get 2
local.get 3
i32.store offset=16
local.get 2
local.get 4
i64.store offset=8
block ;; label = @1
i32.const 12
call 6
local.tee 1
br_if 0 (;@1;)
i32.const 4
i32.const 12
call 7
unreachable
end
local.get 1
local.get 2
i32.load offset=16
i32.store offset=8
local.get 1
local.get 2
i64.load offset=8
i64.store align=4
local.get 0
i32.const 77156
i32.store offset=4
local.get 0
local.get 1
i32.store
local.get 2
i32.const 48
i32.add
global.set 0
)
(func (;214;) (type 2) (param i32 i32)
(local i32 i32 i64)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
block ;; label = @1
local.get 1
i32.load
i32.const -2147483648
i32.ne
br_if 0 (;@1;)
local.get 1
i32.load offset=12
local.set 3
local.get 2
i32.const 0
i32.store offset=28
local.get 2
i64.const 4294967296
i64.store offset=20 align=4
local.get 2
i32.const 20
i32.add
i32.const 76808
local.get 3
i32.load
local.tee 3
i32.load
local.get 3
i32.load offset=4
call 105
drop
local.get 2
local.get 2
i32.load offset=28
local.tee 3
i32.store offset=16
local.get 2
local.get 2
i64.load offset=20 align=4
local.tee 4
i64.store offset=8
local.get 1
local.get 3
i32.store offset=8
local.get 1
local.get 4
i64.store align=4
end
local.get 0
i32.const 77156
i32.store offset=4
local.get 0
local.get 1
i32.store
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;215;) (type 3) (param i32 i32 i32)
(local i32)
global.get 0
i32.const 16
i32.sub
local.tee 3
global.set 0
block ;; label = @1
local.get 2
local.get 1
i32.add
local.tee 1
local.get 2
i32.ge_u
br_if 0 (;@1;)
i32.const 0
i32.const 0
call 57
unreachable
end
local.get 3
i32.const 4
i32.add
local.get 0
i32.load
local.tee 2
local.get 0
i32.load offset=4
local.get 1
local.get 2
i32.const 1
i32.shl
local.tee 2
local.get 1
local.get 2
i32.gt_u
select
local.tee 2
i32.const 8
local.get 2
i32.const 8
i32.gt_u
select
local.tee 2
call 216
block ;; label = @1
local.get 3
i32.load offset=4
i32.const 1
i32.ne
br_if 0 (;@1;)
local.get 3
i32.load offset=8
local.get 3
i32.load offset=12
call 57
unreachable
end
local.get 3
i32.load offset=8
local.set 1
local.get 0
local.get 2
i32.store
local.get 0
local.get 1
i32.store offset=4
local.get 3
i32.const 16
i32.add
global.set 0
)
(func (;216;) (type 9) (param i32 i32 i32 i32)
(local i32)
i32.const 0
local.set 4
block ;; label = @1
block ;; label = @2
local.get 3
i32.const 0
i32.ge_s
br_if 0 (;@2;)
i32.const 1
local.set 1
i32.const 4
local.set 2
br 1 (;@1;)
end
block ;; label = @2
block ;; label = @3
local.get 1
i32.eqz
br_if 0 (;@3;)
local.get 2
local.get 1
i32.const 1
local.get 3
call 102
local.set 4
br 1 (;@2;)
end
local.get 3
call 6
local.set 4
end
block ;; label = @2
block ;; label = @3
local.get 4
br_if 0 (;@3;)
i32.const 1
local.set 1
local.get 0
i32.const 1
i32.store offset=4
br 1 (;@2;)
end
local.get 0
local.get 4
i32.store offset=4
i32.const 0
local.set 1
end
i32.const 8
local.set 2
local.get 3
local.set 4
end
local.get 0
local.get 2
i32.add
local.get 4
i32.store
local.get 0
local.get 1
i32.store
)
(func (;217;) (type 2) (param i32 i32)
local.get 0
i32.const 0
i64.load offset=76912 align=4
i64.store offset=8 align=4
local.get 0
i32.const 0
i64.load offset=76904 align=4
i64.store align=4
)
(func (;218;) (type 0) (param i32 i32 i32) (result i32)
(local i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 2
local.get 0
i32.load
local.get 0
i32.load offset=8
local.tee 3
i32.sub
i32.le_u
br_if 0 (;@3;)
local.get 0
local.get 3
local.get 2
call 215
local.get 0
i32.load offset=8
local.set 3
br 1 (;@2;)
end
local.get 2
i32.eqz
br_if 1 (;@1;)
end
local.get 2
i32.eqz
br_if 0 (;@1;)
local.get 0
i32.load offset=4
local.get 3
i32.add
local.get 1
local.get 2
memory.copy
end
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
i32.const 0
)
(func (;219;) (type 1) (param i32 i32) (result i32)
(local i32 i32 i32 i32 i32 i32)
local.get 0
i32.load offset=8
local.set 2
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.ge_u
br_if 0 (;@2;)
i32.const 1
local.set 3
br 1 (;@1;)
end
block ;; label = @2
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@2;)
i32.const 2
local.set 3
br 1 (;@1;)
end
i32.const 3
i32.const 4
local.get 1
i32.const 65536
i32.lt_u
select
local.set 3
end
local.get 2
local.set 4
block ;; label = @1
local.get 3
local.get 0
i32.load
local.get 2
i32.sub
i32.le_u
br_if 0 (;@1;)
local.get 0
local.get 2
local.get 3
call 215
local.get 0
i32.load offset=8
local.set 4
end
local.get 0
i32.load offset=4
local.get 4
i32.add
local.set 4
block ;; label = @1
block ;; label = @2
local.get 1
i32.const 128
i32.lt_u
br_if 0 (;@2;)
local.get 1
i32.const 63
i32.and
i32.const -128
i32.or
local.set 5
local.get 1
i32.const 6
i32.shr_u
local.set 6
block ;; label = @3
local.get 1
i32.const 2048
i32.ge_u
br_if 0 (;@3;)
local.get 4
local.get 5
i32.store8 offset=1
local.get 4
local.get 6
i32.const 192
i32.or
i32.store8
br 2 (;@1;)
end
local.get 1
i32.const 12
i32.shr_u
local.set 7
local.get 6
i32.const 63
i32.and
i32.const -128
i32.or
local.set 6
block ;; label = @3
local.get 1
i32.const 65535
i32.gt_u
br_if 0 (;@3;)
local.get 4
local.get 5
i32.store8 offset=2
local.get 4
local.get 6
i32.store8 offset=1
local.get 4
local.get 7
i32.const 224
i32.or
i32.store8
br 2 (;@1;)
end
local.get 4
local.get 5
i32.store8 offset=3
local.get 4
local.get 6
i32.store8 offset=2
local.get 4
local.get 7
i32.const 63
i32.and
i32.const -128
i32.or
i32.store8 offset=1
local.get 4
local.get 1
i32.const 18
i32.shr_u
i32.const -16
i32.or
i32.store8
br 1 (;@1;)
end
local.get 4
local.get 1
i32.store8
end
local.get 0
local.get 3
local.get 2
i32.add
i32.store offset=8
i32.const 0
)
(func (;220;) (type 0) (param i32 i32 i32) (result i32)
local.get 0
i32.const 76808
local.get 1
local.get 2
call 105
)
(func (;221;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
local.get 0
i32.load
local.get 0
i32.load offset=4
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;222;) (type 2) (param i32 i32)
(local i32 i32)
local.get 1
i32.load offset=4
local.set 2
local.get 1
i32.load
local.set 3
block ;; label = @1
i32.const 8
call 6
local.tee 1
br_if 0 (;@1;)
i32.const 4
i32.const 8
call 7
unreachable
end
local.get 1
local.get 2
i32.store offset=4
local.get 1
local.get 3
i32.store
local.get 0
i32.const 77116
i32.store offset=4
local.get 0
local.get 1
i32.store
)
(func (;223;) (type 2) (param i32 i32)
local.get 0
i32.const 77116
i32.store offset=4
local.get 0
local.get 1
i32.store
)
(func (;224;) (type 2) (param i32 i32)
local.get 0
local.get 1
i64.load align=4
i64.store
)
(func (;225;) (type 2) (param i32 i32)
(local i32 i32 i32 i32)
i32.const 31
local.set 2
block ;; label = @1
local.get 1
i32.const 16777216
i32.ge_u
br_if 0 (;@1;)
local.get 1
i32.const 38
local.get 1
i32.const 8
i32.shr_u
i32.clz
local.tee 2
i32.sub
i32.shr_u
i32.const 1
i32.and
local.get 2
i32.const 1
i32.shl
i32.or
i32.const 62
i32.xor
local.set 2
end
local.get 0
i64.const 0
i64.store offset=16 align=4
local.get 0
local.get 2
i32.store offset=28
local.get 2
i32.const 2
i32.shl
i32.const 78228
i32.add
local.set 3
block ;; label = @1
i32.const 0
i32.load offset=78640
i32.const 1
local.get 2
i32.shl
local.tee 4
i32.and
br_if 0 (;@1;)
local.get 3
local.get 0
i32.store
local.get 0
local.get 3
i32.store offset=24
local.get 0
local.get 0
i32.store offset=12
local.get 0
local.get 0
i32.store offset=8
i32.const 0
i32.const 0
i32.load offset=78640
local.get 4
i32.or
i32.store offset=78640
return
end
block ;; label = @1
block ;; label = @2
block ;; label = @3
local.get 3
i32.load
local.tee 4
i32.load offset=4
i32.const -8
i32.and
local.get 1
i32.ne
br_if 0 (;@3;)
local.get 4
local.set 2
br 1 (;@2;)
end
local.get 1
i32.const 0
i32.const 25
local.get 2
i32.const 1
i32.shr_u
i32.sub
local.get 2
i32.const 31
i32.eq
select
i32.shl
local.set 3
loop ;; label = @3
local.get 4
local.get 3
i32.const 29
i32.shr_u
i32.const 4
i32.and
i32.add
local.tee 5
i32.load offset=16
local.tee 2
i32.eqz
br_if 2 (;@1;)
local.get 3
i32.const 1
i32.shl
local.set 3
local.get 2
local.set 4
local.get 2
i32.load offset=4
i32.const -8
i32.and
local.get 1
i32.ne
br_if 0 (;@3;)
end
end
local.get 2
i32.load offset=8
local.tee 3
local.get 0
i32.store offset=12
local.get 2
local.get 0
i32.store offset=8
local.get 0
i32.const 0
i32.store offset=24
local.get 0
local.get 2
i32.store offset=12
local.get 0
local.get 3
i32.store offset=8
return
end
local.get 5
i32.const 16
i32.add
local.get 0
i32.store
local.get 0
local.get 4
i32.store offset=24
local.get 0
local.get 0
i32.store offset=12
local.get 0
local.get 0
i32.store offset=8
)
(func (;226;) (type 2) (param i32 i32)
local.get 0
local.get 1
call 208
unreachable
)
(func (;227;) (type 1) (param i32 i32) (result i32)
local.get 1
i32.load
i32.const 77144
i32.const 11
local.get 1
i32.load offset=4
i32.load offset=12
call_indirect (type 0)
)
(func (;228;) (type 7) (param i32 i32 i32 i32) (result i32)
block ;; label = @1
block ;; label = @2
block ;; label = @3
block ;; label = @4
local.get 1
br_if 0 (;@4;)
local.get 3
i32.eqz
br_if 2 (;@2;)
local.get 3
local.get 2
call 132
local.set 2
br 1 (;@3;)
end
local.get 0
local.get 1
local.get 2
local.get 3
call 102
local.set 2
end
local.get 2
i32.eqz
br_if 1 (;@1;)
end
local.get 2
return
end
unreachable
)
(func (;229;) (type 2) (param i32 i32)
(local i32 i32 i32 i32 i64 i64 i64 i64)
global.get 0
i32.const 32
i32.sub
local.tee 2
global.set 0
local.get 2
local.get 1
i32.const 303
i32.add
local.tee 3
i32.const 28
i32.div_u
local.tee 4
i32.const 4
i32.shl
local.tee 5
i64.load offset=77424
local.tee 6
i64.const 0
local.get 3
local.get 4
i32.const 28
i32.mul
i32.sub
i32.const 3
i32.shl
i64.load offset=77192
local.tee 7
i64.const 0
call 233
local.get 2
i32.const 16
i32.add
local.get 5
i64.load offset=77416
local.tee 8
i64.const 0
local.get 7
i64.const 0
call 233
block ;; label = @1
local.get 8
local.get 7
i64.mul
local.tee 9
local.get 2
i64.load offset=8
i64.add
local.tee 8
local.get 9
i64.lt_u
i64.extend_i32_u
local.get 2
i64.load offset=24
i64.add
local.tee 9
i64.const 0
i64.lt_s
br_if 0 (;@1;)
local.get 9
i64.const 1
i64.shl
local.get 8
i64.const 63
i64.shr_u
i64.or
local.set 9
local.get 8
i64.const 1
i64.shl
local.get 6
local.get 7
i64.mul
i64.const 63
i64.shr_u
i64.or
local.set 8
end
local.get 0
local.get 9
i64.store
local.get 0
local.get 8
local.get 1
i32.const 293
i32.add
local.tee 1
i32.const 3
i32.shr_u
i32.const 536870908
i32.and
i32.load offset=77784
local.get 1
i32.shr_u
i32.const 1
i32.and
i64.extend_i32_u
i64.sub
i64.store offset=8
local.get 2
i32.const 32
i32.add
global.set 0
)
(func (;230;) (type 20) (param i32 i64 i64 i64)
(local i32)
global.get 0
i32.const 32
i32.sub
local.tee 4
global.set 0
local.get 4
local.get 3
i64.const 0
local.get 1
i64.const 0
call 233
local.get 4
i32.const 16
i32.add
local.get 3
i64.const 0
local.get 2
i64.const 0
call 233
local.get 0
local.get 4
i64.load offset=24
local.tee 3
local.get 4
i64.load
i64.add
local.tee 1
i64.store offset=8
local.get 0
local.get 1
local.get 3
i64.lt_u
i64.extend_i32_u
local.get 4
i64.load offset=8
i64.add
i64.store
local.get 4
i32.const 32
i32.add
global.set 0
)
(func (;231;) (type 7) (param i32 i32 i32 i32) (result i32)
local.get 0
local.get 1
local.get 2
local.get 3
call 228
)
(func (;232;) (type 0) (param i32 i32 i32) (result i32)
(local i32 i32 i32)
i32.const 0
local.set 3
block ;; label = @1
local.get 2
i32.eqz
br_if 0 (;@1;)
block ;; label = @2
loop ;; label = @3
local.get 0
i32.load8_u
local.tee 4
local.get 1
i32.load8_u
local.tee 5
i32.ne
br_if 1 (;@2;)
local.get 0
i32.const 1
i32.add
local.set 0
local.get 1
i32.const 1
i32.add
local.set 1
local.get 2
i32.const -1
i32.add
local.tee 2
i32.eqz
br_if 2 (;@1;)
br 0 (;@3;)
end
end
local.get 4
local.get 5
i32.sub
local.set 3
end
local.get 3
)
(func (;233;) (type 21) (param i32 i64 i64 i64 i64)
(local i64 i64 i64 i64 i64 i64)
local.get 0
local.get 3
i64.const 4294967295
i64.and
local.tee 5
local.get 1
i64.const 4294967295
i64.and
local.tee 6
i64.mul
local.tee 7
local.get 3
i64.const 32
i64.shr_u
local.tee 8
local.get 6
i64.mul
local.tee 6
local.get 5
local.get 1
i64.const 32
i64.shr_u
local.tee 9
i64.mul
i64.add
local.tee 5
i64.const 32
i64.shl
i64.add
local.tee 10
i64.store
local.get 0
local.get 8
local.get 9
i64.mul
local.get 5
local.get 6
i64.lt_u
i64.extend_i32_u
i64.const 32
i64.shl
local.get 5
i64.const 32
i64.shr_u
i64.or
i64.add
local.get 10
local.get 7
i64.lt_u
i64.extend_i32_u
i64.add
local.get 4
local.get 1
i64.mul
local.get 3
local.get 2
i64.mul
i64.add
i64.add
i64.store offset=8
)
(data (;0;) (i32.const 65536) "\0dbegin > end (\c0\03 > \c0\10) when slicing `\c0\01`\c0\00\11start byte index \c0\16 is out of bounds of `\c0\01`\c0\00\0fend byte index \c0\16 is out of bounds of `\c0\01`\c0\00\11start byte index \c0& is not a char boundary; it is inside \c0\08 (bytes \c0\06) of `\c0\01`\c0\00\0fend byte index \c0& is not a char boundary; it is inside \c0\08 (bytes \c0\06) of `\c0\01`\c0\00\c0\01:\c0\01:\c0\00\01/\c0\00\16slice index starts at \c0\0d but ends at \c0\00 index out of bounds: the len is \c0\12 but the index is \c0\00,a namespace must be named to launch pattern \c0\00\0anamespace \c0$ is not on the allowlist of pattern \c0\00\c0\09 at line \c0\08 column \c0\00\12range start index \c0\22 out of range for slice of length \c0\00\10range end index \c0\22 out of range for slice of length \c0\00\07string \c0\00\0funknown field `\c0\0c`, expected \c0\00\0einvalid type: \c0\0b, expected \c0\00Hcannot access a Thread Local Storage value during or after destruction: \c0\00\c0\02: \c0\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/collections/btree/map/entry.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/fmt.rs\00/cargo/registry/src/--------------------------------------/serde_json-1.0.154/src/error.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/str/pattern.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/thread/local.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/string.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs\00/prism/src/sdk/policy/src/config.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/collections/btree/navigate.rs\00/cargo/registry/src/--------------------------------------/serde_json-1.0.154/src/io/core.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/unicode/printable.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/collections/btree/node.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/fmt/mod.rs\00/cargo/registry/src/--------------------------------------/serde_core-1.0.229/src/de/mod.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/mod.rs\00/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/alloc/src/raw_vec/mod.rs\00/cargo/registry/src/--------------------------------------/serde_json-1.0.154/src/read.rs\00/rust/deps/dlmalloc-0.2.11/src/dlmalloc.rs\00/prism/src/sdk/policy/src/glob.rs\00allowlist/src/lib.rs\00\10floating point `\c0\01`\00\01`\c0\06` or `\c0\01`\00\0bcharacter `\c0\01`\00\09integer `\c0\01`\00\09boolean `\c0\01`\00\11duplicate field `\c0\01`\00\01`\c0\01`\00\00\00\d2\08\01\00\14\00\00\00D\00\00\00\01\00\00\00configure was called twicea sequencestruct Allowlistnamespacespatternsallow_unnamed\00\98\09\01\00\0a\00\00\00\a2\09\01\00\08\00\00\00\aa\09\01\00\0d\00\00\00a mapconfigure is called before a hook\00\00h\04\01\00O\00\00\00\df\01\00\00\19\00\00\00u\05\01\00_\00\00\00\c6\00\00\00'\00\00\00\13\03\01\00`\00\00\00\a0\01\00\00.\00\00\00assertion failed: idx < CAPACITYassertion failed: edge.height == self.height - 1\88\06\01\00[\00\00\00\b6\02\00\00\09\00\00\00\88\06\01\00[\00\00\00\ba\02\00\00\09\00\00\00\88\06\01\00[\00\00\00\f0\00\00\00M\00\00\00\88\06\01\00[\00\00\00\d0\04\00\00#\00\00\00\88\06\01\00[\00\00\00\13\05\00\00$\00\00\00assertion failed: edge.height == self.node.height - 1\00\00\00\88\06\01\00[\00\00\00\03\04\00\00\09\00\00\00u\05\01\00_\00\00\00X\02\00\000\00\00\00allowlist1.0.0only the namespaces named may launch{\0a  \22$schema\22: \22https://json-schema.org/draft/2020-12/schema\22,\0a  \22type\22: \22object\22,\0a  \22additionalProperties\22: false,\0a  \22properties\22: {\0a    \22namespaces\22: { \22type\22: \22array\22, \22items\22: { \22type\22: \22string\22 }, \22default\22: [] },\0a    \22patterns\22: {\0a      \22type\22: \22object\22,\0a      \22additionalProperties\22: { \22type\22: \22array\22, \22items\22: { \22type\22: \22string\22 } },\0a      \22default\22: {}\0a    },\0a    \22allow_unnamed\22: { \22type\22: \22boolean\22, \22default\22: false }\0a  }\0a}\0a\00\00\00\00\00\08\00\00\00\04\00\00\00\16\00\00\00\00\00\00\00\08\00\00\00\04\00\00\00\17\00\00\00\00\00\00\00\08\00\00\00\04\00\00\00\18\00\00\00\00\00\00\00\08\00\00\00\04\00\00\00\19\00\00\00\00\00\00\00\08\00\00\00\04\00\00\00\1a\00\00\00capacity overflow\00\00\00\da\07\01\00P\00\00\00\1c\00\00\00\05\00\00\00\1b\00\00\00\0c\00\00\00\04\00\00\00\1c\00\00\00\1d\00\00\00\1e\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00\1f\00\00\00a formatting trait implementation returned an error when the underlying stream did not\00\00t\03\01\00H\00\00\00\8f\02\00\00\0e\00\00\00\00p\00\07\00-\01\01\01\02\01\02\01\01H\0b0\15\10\01e\07\02\06\02\02\01\04#\01\1e\1b[\0b:\09\09\01\18\04\01\09\01\03\01\05+\03;\09*\18\01 7\01\01\01\04\08\04\01\03\07\0a\02\1d\01:\01\01\01\02\04\08\01\09\01\0a\02\1a\01\02\029\01\04\02\04\02\02\03\03\01\1e\02\03\01\0b\029\01\04\05\01\02\04\01\14\02\16\06\01\01:\01\01\02\01\04\08\01\07\03\0a\02\1e\01;\01\01\01\0c\01\09\01(\01\03\017\01\01\03\05\03\01\04\07\02\0b\02\1d\01:\01\02\02\01\01\03\03\01\04\07\02\0b\02\1c\029\02\01\01\02\04\08\01\09\01\0a\02\1d\01H\01\04\01\02\03\01\01\08\01Q\01\02\07\0c\08b\01\02\09\0b\07I\02\1b\01\01\01\01\017\0e\01\05\01\02\05\0b\01$\09\01f\04\01\06\01\02\02\02\19\02\04\03\10\04\0d\01\02\02\06\01\0f\01\00\03\00\04\1c\03\1d\02\1e\02@\02\01\07\08\01\02\0b\09\01-\03\01\01u\02\22\01v\03\04\02\09\01\06\03\db\02\02\01:\01\01\07\01\01\01\01\02\08\06\0a\02\010.\02\0c\14\040\0a\04\03&\09\0c\02 \04\02\068\01\01\02\03\01\01\058\08\02\02\98\03\01\0d\01\07\04\01\06\01\03\02\c6@\00\01\c3!\00\03\8d\01` \00\06i\02\00\04\01\0a \02P\02\00\01\03\01\04\01\19\02\05\01\97\02\1a\12\0d\01&\08\19\0b\01\01,\030\01\02\04\02\02\02\01$\01C\06\02\02\02\02\0c\01\08\01/\013\01\01\03\02\02\05\02\01\01*\02\08\01\ee\01\02\01\04\01\00\01\00\10\10\10\00\02\00\01\e2\01\95\05\00\03\01\02\05\04(\03\04\01\a5\02\00\04A\05\00\02M\06F\0b1\04{\016\0f)\01\02\02\0a\031\04\02\02\07\01=\03$\05\01\08>\01\0c\024\09\01\01\08\04\02\01_\03\02\04\06\01\02\01\9d\01\03\08\15\029\02\01\01\01\01\0c\01\09\01\0e\07\03\05C\01\02\06\01\01\02\01\01\03\04\03\01\01\0e\02U\08\02\03\01\01\17\01Q\01\02\06\01\01\02\01\01\02\01\02\eb\01\02\04\06\02\01\02\1b\02U\08\02\01\01\02j\01\01\01\02\08e\01\01\01\02\04\01\05\00\09\01\02\f5\01\0a\04\04\01\90\04\02\02\04\01 \0a(\06\02\04\08\01\09\06\02\03.\0d\01\02\c6\01\01\03\01\01\c9\07\01\06\01\01R\16\02\07\01\02\01\02z\06\03\01\01\02\01\07\01\01H\02\03\01\01\01\00\02\0b\024\05\05\03\17\01\00\01\06\0f\00\0c\03\03\00\05;\07\00\01?\04Q\01\0b\02\00\02\00.\02\17\00\05\03\06\08\08\02\07\1e\04\94\03\007\042\08\01\0e\01\16\05\01\0f\00\07\01\11\02\07\01\02\01\05d\01\a0\07\00\01=\04\00\04\fe\02\f3\01\02\01\07\02\05\01\00\07m\07\00`\80\f0\000123456789abcdef\00\18\04\01\00O\00\00\00g\06\00\00\15\00\00\00\18\04\01\00O\00\00\00\95\06\00\00\15\00\00\00\18\04\01\00O\00\00\00\96\06\00\00\15\00\00\00\18\04\01\00O\00\00\00t\05\00\00(\00\00\00\18\04\01\00O\00\00\00t\05\00\00\12\00\00\00[...]called `Option::unwrap()` on a `None` value\00\06\01\01\03\01\04\02\05\07\07\02\08\08\09\02\0a\05\0b\02\0e\04\10\01\11\02\12\05\13\1c\14\01\15\02\17\02\19\0d\1c\05\1d\08\1f\01$\01j\04k\02n\02\af\03\b1\02\bc\02\cf\02\d1\02\d4\0c\d5\09\d6\02\d7\02\da\01\e0\05\e1\02\e6\01\e7\04\e8\02\ee \f0\04\f8\02\fa\05\fb\01\0c';>NO\8f\9e\9e\9f{\8b\93\96\a2\b2\ba\86\b1\06\07\096=>V\f3\d0\d1\04\14\1867VW\7f\aa\ae\af\bd5\e0\12\87\89\8e\9e\04\0d\0e\11\12)14:EFIJNOde\8a\8c\8d\8f\b6\c1\c3\c4\c6\cb\d6\5c\b6\b7\1b\1c\07\08\0a\0b\14\1769:\a8\a9\d8\d9\097\90\91\a8\07\0a;>fi\8f\92\11o_\bf\ee\efZb\b9\ba\f4\fc\ffST\9a\9b./'(U\9d\a0\a1\a3\a4\a7\a8\ad\ba\bc\c4\06\0b\0c\15\1d:?EQ\a6\a7\cc\cd\a0\07\19\1a\22%>?\df\e7\ec\ef\ff\c5\c6\04 #%&(38:HJLPSUVXZ\5c^`cefksx}\7f\8a\a4\aa\af\b0\c0\d0\ae\afno\c7\dd\de\93^\22{\05\03\04-\03f\03\01/.\80\82\1d\031\0f\1c\04$\09\1e\05+\05D\04\0e*\80\aa\06$\04$\04(\084\0bN\034\0c\817\09\16\0a\08\18;E9\03c\08\090\16\05!\03\1b\05\1b&8\04K\05/\04\0a\07\09\07@ '\04\0c\096\03:\05\1a\07\04\0c\07PI73\0d3\07.\08\0a\06&\03\1d\08\02\80\d0R\10\06\08\09!.\08*\16\1a&\1c\14\17\09N\04$\09D\0d\19\07\0a\06H\08'\09u\0bB>*\06;\05\0a\06Q\06\01\05\10\03\05\0bY\08\02\1db\1eH\08\0a\80\a6^\22E\0b\0a\06\0d\13:\06\0a\06\14\1c,\04\17\80\b9<dS\0cH\09\0aFE\1bH\08S\0dI\07\0aV\08X\22\0e\0a\06F\0a\1d\03GI7\03\0e\08\0a\069\07\0a\06,\04\0a\80\f6\19\07;\03\1dU\01\0f2\0d\83\9bfu\0b\80\c4\8aLc\0d\840\10\16\0a\8f\9b\05\82G\9a\b9:\86\c6\829\07*\04\5c\06&\0aF\0a(\05\13\81\b0:\80\c6[\054,K\049\07\11@\05\0b\07\09\9c\d6) as\a1\fd\813\0f\01\1d\06\0e\04\08\81\8c\89\04k\05\0d\03\09\07\10\8f`\80\fd\03\81\b4\06\17\0f\11\0fG\09t<\80\f6\0as\08p\15Fz\14\0c\14\0cW\09\19\80\87\81G\03\85B\0f\15\84P\1f\06\06\80\d5+\05>!\01p-\03\1a\04\02\81@\1f\11:\05\01\81\d0*\80\d6+\04\01\80\c06\08\02\80\e0\80\f7)L\04\0a\04\02\83\11DL=\80\c2<\06\01\04U\05\1b4\02\81\0e,\04d\0cV\0a\80\ae8\1d\0d,\04\09\07\02\0e\06\80\9a\83\d9\03\11\03\0d\03\80\da\06\0c\04\01\0f\0c\048\08\0a\06(\08,\04\02\0e\09'\81X\08\1d\03\0b\03;\04\1e\04\0a\07\80\fb\84\05\00\01\03\05\05\06\06\02\07\06\08\07\09\11\0a\1c\0b\19\0c\19\0d\10\0e\0c\0f\04\10\03\12\12\13\09\16\01\17\04\18\01\19\03\1a\09\1b\01\1c\02\1f\16 \03+\02-\0b.\010\041\022\01\a9\02\aa\04\ab\08\fa\02\fb\05\fe\03\ff\09\adxy\8b\8d\a20WX\8b\8c\90\1c\dd\0e\0fKL\fb\fc./?\5c]_\e2\84\8d\8e\91\92\a9\b1\ba\bb\c5\c6\c9\ca\de\e4\e5\ff\00\04\11\12)147:;=IJ]\84\8e\92\a9\b1\b4\ba\bb\c6\ca\ce\cf\e4\e5\00\04\0d\0e\11\12)14:;EFIJ^de\84\91\9b\9d\c9\ce\cf\0d\11):;EIW[^_de\8d\91\a9\b4\ba\bb\c5\c9\df\e4\e5\f0\0d\11EIde\80\84\b2\bc\be\bf\d5\d7\f0\f1\83\85\8b\a4\a6\be\bf\c5\c7\cf\da\dbH\98\bd\cd\c6\ce\cfINOWY^_\89\8e\8f\b1\b6\b7\bf\c1\c6\c7\d7\11\16\17[\5c\f6\f7\fe\ff\80mq\de\df\0e\1fno\1c\1d_}~\ae\af\de\dfM\bb\bc\16\17\1e\1fFGNOXZ\5c^~\7f\b5\c5\d4\d5\dc\f0\f1\f5rs\8ftu&./\a7\af\b7\bf\c7\cf\d7\df\9a\00@\97\980\8f\1f\ce\ffNOZ[\07\08\0f\10'/\ee\efno7=?BESgu\c8\c9\d0\d1\d8\d9\e7\fe\ff\00 _\22\82\df\04\82D\08\1b\04\06\11\81\ac\0e\80\ab\05 \07\81\1c\03\19\08\01\04/\044\04\07\03\01\07\06\07\11\0aP\0f\12\07U\07\03\04\1c\0a\09\03\08\03\07\03\02\03\03\03\0c\04\05\03\0b\06\01\0e\15\05N\07\1b\07W\07\02\05\18\0cP\04C\03-\03\01\04\11\06\0f\0c:\04\1d%_ m\04j%\80\c8\05\82\b0\03\1a\06\82\fd\03Y\07\16\09\18\09\14\0c\14\0cj\06\0a\06\1a\06Y\07+\05F\0a,\04\0c\04\01\031\0b,\04\1a\06\0b\03\80\ac\06\0a\06L\14\80\f4\08<\03\0f\03>\058\08+\05\82\ff\11\18\08/\11-\03\22\0e!\0f\80\8c\04\82\9a\16\0b\15\88\94\05/\05;\07\02\0e\18\09\80\be\22t\0c\80\d6\1a\81\10\05\80\e1\09\f2\9e\037\09\81\5c\14\80\b8\08\80\dd\14<\03\0a\068\08F\08\0c\06t\0b\1e\03Z\04Y\09\80\83\18\1c\0a\16\09L\04\80\8a\06\ab\a4\0c\17\041\a1\04\81\da&\07\0c\05\05\82\b3 *\06L\04\80\8d\04\80\be\03\1b\03\0f\0d2\06\01\00U\00\00\00\0a\00\00\00+\00\00\002\06\01\00U\00\00\00\1a\00\00\006\00\00\00\00\03\00\00\83\04 \00\91\05`\00]\13\a0\00\12\17 \1f\0c `\1f\ef,`+*0\e0+o\a6\a0,\02\a8 -\1e\fb .\00\fe`6\9e\ff\a06\fd\01!7\01\0aa7$\0d!8\ab\0e\a19/\18!:\f3\1e!K@4\a1S\1ea\e1T\f0jaUOo\e1U\9d\bcaV\00\cfaWe\d1\a1W\00\da!X\00\e0\a1Y\ae\e2![\ec\e4\e1\5c\d0\e8a] \00\ee^\f0\01\7f_..0x0123456789ABCDEFfalsetrue\00\00\00\e4\06\01\00K\00\00\00~\0b\00\00&\00\00\00\e4\06\01\00K\00\00\00\87\0b\00\00\1a\00\00\00 \00\00\00 \00\00\00 \00\00\00 \00\00\00 \00\00\00 \00\00\00Error\00\00\00\18\04\01\00O\00\00\00\cd\01\00\007\00\00\00\18\04\01\00O\00\00\00i\04\00\00$\00\00\00\b0\08\01\00!\00\00\00'\00\00\00O\00\00\00Q\05\01\00#\00\00\003\00\00\00\11\00\00\00~0~1!\00\00\00\0c\00\00\00\04\00\00\00\22\00\00\00#\00\00\00$\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00%\00\00\00a Display implementation returned an error unexpectedly\00\b8\04\01\00K\00\00\00d\0b\00\00\0e\00\00\00\18\04\01\00O\00\00\00\e5\05\00\00\14\00\00\00\18\04\01\00O\00\00\00\e5\05\00\00!\00\00\00\18\04\01\00O\00\00\00\d9\05\00\00!\00\00\00explicit panic\00\000\07\01\00[\00\00\00$\09\00\00\12\00\00\00one of , byte arrayOption valuenewtype structsequencemapenumunit variantnewtype varianttuple variantstruct varianta booleana stringassertion failed: self.is_char_boundary(new_len)\00\18\04\01\00O\00\00\00\bd\04\00\00$\00\00\00ullruealse\00\00\00\00\00\00\00\00\f0?\00\00\00\00\00\00$@\00\00\00\00\00\00Y@\00\00\00\00\00@\8f@\00\00\00\00\00\88\c3@\00\00\00\00\00j\f8@\00\00\00\00\80\84.A\00\00\00\00\d0\12cA\00\00\00\00\84\d7\97A\00\00\00\00e\cd\cdA\00\00\00 _\a0\02B\00\00\00\e8vH7B\00\00\00\a2\94\1amB\00\00@\e5\9c0\a2B\00\00\90\1e\c4\bc\d6B\00\004&\f5k\0cC\00\80\e07y\c3AC\00\a0\d8\85W4vC\00\c8Ngm\c1\abC\00=\91`\e4X\e1C@\8c\b5x\1d\af\15DP\ef\e2\d6\e4\1aKD\92\d5M\06\cf\f0\80D\f6J\e1\c7\02-\b5D\b4\9d\d9yCx\eaD\91\02(,*\8b E5\032\b7\f4\adTE\02\84\fe\e4q\d9\89E\81\12\1f/\e7'\c0E!\d7\e6\fa\e01\f4E\ea\8c\a09Y>)F$\b0\08\88\ef\8d_F\17n\05\b5\b5\b8\93F\9c\c9F\22\e3\a6\c8F\03|\d8\ea\9b\d0\feF\82M\c7raB3G\e3 y\cf\f9\12hG\1biWC\b8\17\9eG\b1\a1\16*\d3\ce\d2G\1dJ\9c\f4\87\82\07H\a5\5c\c3\f1)c=H\e7\19\1a7\fa]rHa\a0\e0\c4x\f5\a6Hy\c8\18\f6\d6\b2\dcHL}\cfY\c6\ef\11I\9e\5cC\f0\b7kFI\c63T\ec\a5\06|I\5c\a0\b4\b3'\84\b1Is\c8\a1\a01\e5\e5I\8f:\ca\08~^\1bJ\9ad~\c5\0e\1bQJ\c0\fd\ddv\d2a\85J0}\95\14G\ba\baJ>n\ddll\b4\f0J\ce\c9\14\88\87\e1$KA\fc\19j\e9\19ZK\a9=P\e21P\90K\13M\e4Z>d\c4KW`\9d\f1M}\f9Km\b8\04n\a1\dc/LD\f3\c2\e4\e4\e9cL\15\b0\f3\1d^\e4\98L\1b\9cp\a5u\1d\cfL\91af\87ir\03M\f5\f9?\e9\03O8Mr\f8\8f\e3\c4bnMG\fb9\0e\bb\fd\a2M\19z\c8\d1)\bd\d7M\9f\98:Ft\ac\0dNd\9f\e4\ab\c8\8bBN=\c7\dd\d6\ba.wN\0c9\95\8ci\fa\acN\a7C\dd\f7\81\1c\e2N\91\94\d4u\a2\a3\16O\b5\b9I\13\8bLLO\11\14\0e\ec\d6\af\81O\16\99\11\a7\cc\1b\b6O[\ff\d5\d0\bf\a2\ebO\99\bf\85\e2\b7E!P\7f/'\db%\97UP_\fb\f0Q\ef\fc\8aP\1b\9d6\93\15\de\c0PbD\04\f8\9a\15\f5P{U\05\b6\01[*QmU\c3\11\e1x`Q\c8*4V\19\97\94Qz5\c1\ab\df\bc\c9Ql\c1X\cb\0b\16\00R\c7\f1.\be\8e\1b4R9\ae\bamr\22iR\c7Y)\09\0fk\9fR\1d\d8\b9e\e9\a2\d3R$N(\bf\a3\8b\08S\ada\f2\ae\8c\ae>S\0c}W\ed\17-sSO\5c\ad\e8]\f8\a7Sc\b3\d8bu\f6\ddS\1ep\c7]\09\ba\12T%L9\b5\8bhGT.\9f\87\a2\aeB}T}\c3\94%\adI\b2T\5c\f4\f9n\18\dc\e6Tsq\b8\8a\1e\93\1cU\e8F\b3\16\f3\dbQU\a2\18`\dc\efR\86U\ca\1ex\d3\ab\e7\bbU?\13+d\cbp\f1U\0e\d85=\fe\cc%V\12N\83\cc=@[V\cb\10\d2\9f&\08\91V\fe\94\c6G0J\c5V=:\b8Y\bc\9c\faVf$\13\b8\f5\a10W\80\ed\17&s\cadW\e0\e8\9d\ef\0f\fd\99W\8c\b1\c2\f5)>\d0W\ef]3s\b4M\04Xk5\00\90!a9X\c5B\00\f4i\b9oX\bb)\808\e2\d3\a3X*4\a0\c6\da\c8\d8X5AHx\11\fb\0eY\c1(-\eb\ea\5cCY\f1r\f8\a5%4xY\ad\8fv\0f/A\aeY\cc\19\aai\bd\e8\e2Y?\a0\14\c4\ec\a2\17ZO\c8\19\f5\a7\8bMZ2\1d0\f9Hw\82Z~$|7\1b\15\b7Z\9e-[\05b\da\ecZ\82\fcXC}\08\22[\a3;/\94\9c\8aV[\8c\0a;\b9C-\8c[\97\e6\c4SJ\9c\c1[= \b6\e8\5c\03\f6[M\a8\e3\224\84+\5c0I\ce\95\a02a\5c|\dbA\bbH\7f\95\5c[R\12\ea\1a\df\ca\5cysK\d2p\cb\00]WP\de\06M\fe4]m\e4\95H\e0=j]\c4\ae]-\acf\a0]u\1a\b58W\80\d4]\12a\e2\06m\a0\09^\ab|M$D\04@^\d6\db`-U\05t^\cc\12\b9x\aa\06\a9^\7fW\e7\16UH\df^\af\96P.5\8d\13_[\bc\e4y\82pH_r\eb]\18\a3\8c~_'\b3:\ef\e5\17\b3_\f1_\09k\df\dd\e7_\ed\b7\cbEW\d5\1d`\f4R\9f\8bV\a5R`\b1'\87.\acN\87`\9d\f1(:W\22\bd`\02\97Y\84v5\f2`\c3\fco%\d4\c2&a\f4\fb\cb.\89s\5cax}?\bd5\c8\91a\d6\5c\8f,C:\c6a\0c4\b3\f7\d3\c8\fba\87\00\d0z\84]1b\a9\00\84\99\e5\b4eb\d4\00\e5\ff\1e\22\9bb\84 \ef_S\f5\d0b\a5\e8\ea7\a82\05c\cf\a2\e5ER\7f:c\c1\85\afk\93\8fpc2g\9bFx\b3\a4c\fe@BXV\e0\d9c\9fh)\f75,\10d\c6\c2\f3tC7Ddx\b30R\14EydV\e0\bcfY\96\afd6\0c6\e0\f7\bd\e3dC\8fC\d8u\ad\18e\14sTN\d3\d8Ne\ec\c7\f4\10\84G\83e\e8\f91\15e\19\b8eax~Z\be\1f\eee=\0b\8f\f8\d6\d3\22f\0c\ce\b2\b6\cc\88Wf\8f\81_\e4\ffj\8df\f9\b0\bb\ee\dfb\c2f8\9dj\ea\97\fb\f6f\86D\05\e5}\ba,g\d4J#\af\8e\f4ag\89\1d\ecZ\b2q\96g\eb$\a7\f1\1e\0e\ccg\13w\08W\d3\88\01h\d7\94\ca,\08\eb5h\0d:\fd7\caekhHD\feb\9e\1f\a1hZ\d5\bd\fb\85g\d5h\b1J\adzg\c1\0ai\afN\ac\ac\e0\b8@iZb\d7\d7\18\e7ti\f1:\cd\0d\df \aai\d6D\a0h\8bT\e0i\0cV\c8B\aei\14j\8fkz\d3\19\84Ijs\06YH \e5\7fj\08\a47-4\ef\b3j\0a\8d\858\01\eb\e8jL\f0\a6\86\c1%\1fk0V(\f4\98wSk\bbk21\7fU\88k\aa\06\7f\fd\dej\bek*do^\cb\02\f3k5=\0b6~\c3'l\82\0c\8e\c3]\b4]l\d1\c78\9a\ba\90\92l\c6\f9\c6@\e94\c7l7\b8\f8\90#\02\fdl#s\9b:V!2m\ebOB\c9\ab\a9fm\e6\e3\92\bb\16T\9cmp\ce;5\8e\b4\d1m\0c\c2\8a\c2\b1!\06n\8fr-3\1e\aa;n\99g\fc\dfRJqn\7f\81\fb\97\e7\9c\a5n\dfa\fa}!\04\dbn,}\bc\ee\94\e2\10ov\9ck*:\1bEo\94\83\06\b5\08bzo=\12$qE}\b0o\cc\16m\cd\96\9c\e4o\7f\5c\c8\80\bc\c3\19p\cf9}\d0U\1aPpC\88\9cD\eb \84pT\aa\c3\15&)\b9p\e9\944\9bos\efp\11\dd\00\c1%\a8#qV\14A1/\92XqkY\91\fd\ba\b6\8eq\e3\d7z\de42\c3q\dc\8d\19\16\c2\fe\f7qS\f1\9f\9br\fe-r\d4\f6C\a1\07\bfbr\89\f4\94\89\c9n\97r\ab1\fa\eb{J\cdr\0b_|s\8dN\02s\cdv[\d00\e26s\81Tr\04\bd\9als\d0t\c7\22\b6\e0\a1s\04Ry\ab\e3X\d6s\86\a6W\96\1c\ef\0bt\14\c8\f6\ddquAt\18ztU\ce\d2ut\9e\98\d1\ea\81G\abtc\ff\c22\b1\0c\e1t<\bfs\7f\ddO\15u\0b\afP\df\d4\a3Jugm\92\0be\a6\80u\c0\08wN\fe\cf\b4u\f1\ca\14\e2\fd\03\eau\d6\feL\ad~B v\8c>\a0X\1eSTv/N\c8\ee\e5g\89v\bbazj\df\c1\bfv\15}\8c\a2+\d9\f3vZ\9c/\8bv\cf(wp\83\fb-T\03_w&2\bd\9c\14b\93w\b0~\ec\c3\99:\c8w\5c\9e\e74@I\few\f9\c2\10!\c8\ed2x\b8\f3T):\a9gx\a50\aa\b3\88\93\9dxg^Jp5|\d2x\01\f6\5c\ccB\1b\07y\823t\7f\13\e2<y1\a0\a8/L\0dry=\c8\92;\9f\90\a6yMzw\0a\c74\dcyp\ac\8af\fc\a0\11z\8cW-\80;\09Fzo\ad8`\8a\8b{zel#|67\b1z\7fG,\1b\04\85\e5z^Y\f7!E\e6\1a{\db\97:5\eb\cfP{\d2=\89\02\e6\03\85{F\8d+\83\dfD\ba{L8\fb\b1\0bk\f0{_\06z\9e\ce\85$|\f6\87\18FB\a7Y|\faT\cfk\89\08\90|8*\c3\c6\ab\0a\c4|\c7\f4s\b8V\0d\f9|\f8\f1\90f\acP/};\97\1a\c0k\92c}\0a=!\b0\06w\98}L\8c)\5c\c8\94\ce}\b0\f7\999\fd\1c\03~\9cu\00\88<\e47~\03\93\00\aaK\ddm~\e2[@JO\aa\a2~\dar\d0\1c\e3T\d7~\90\8f\04\e4\1b*\0d\7f\ba\d9\82nQ:B\7f)\90#\ca\e5\c8v\7f3t\ac<\1f{\ac\7f\a0\c8\eb\85\f3\cc\e1\7fnullinternal error: entered unreachable code\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\00\00\01\00\02\00\03\00\04\00\05\00\06\00\07\00\08\00\09\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\0a\00\0b\00\0c\00\0d\00\0e\00\0f\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\0a\00\0b\00\0c\00\0d\00\0e\00\0f\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\00\00\10\00 \000\00@\00P\00`\00p\00\80\00\90\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\a0\00\b0\00\c0\00\d0\00\e0\00\f0\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\a0\00\b0\00\c0\00\d0\00\e0\00\f0\00\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff+\08\01\00Y\00\00\00\ce\01\00\00\1a\00\00\00+\08\01\00Y\00\00\00\d4\01\00\00\1f\00\00\00+\08\01\00Y\00\00\00\1b\02\00\00\13\00\00\00+\08\01\00Y\00\00\00$\02\00\00>\00\00\00+\08\01\00Y\00\00\00 \02\00\003\00\00\00+\08\01\00Y\00\00\00*\02\00\00:\00\00\00+\08\01\00Y\00\00\00\c1\01\00\00E\00\00\00 at line \00\00\00\bd\03\01\00Z\00\00\00\f7\01\00\00!\00\00\00\bd\03\01\00Z\00\00\00\fb\01\00\00\0c\00\00\00\bd\03\01\00Z\00\00\00\02\02\00\00!\00\00\00\bd\03\01\00Z\00\00\00\0b\02\00\00*\00\00\00\bd\03\01\00Z\00\00\00\0f\02\00\00,\00\00\00\bd\03\01\00Z\00\00\00\14\02\00\00\09\00\00\00&\00\00\00\0c\00\00\00\04\00\00\00\22\00\00\00'\00\00\00$\00\00\00\18\04\01\00O\00\00\00<\06\00\00\14\00\00\00\18\04\01\00O\00\00\00<\06\00\00!\00\00\00\18\04\01\00O\00\00\000\06\00\00\14\00\00\00\18\04\01\00O\00\00\000\06\00\00!\00\00\00assertion failed: src.len() == dst.len()\88\06\01\00[\00\00\00T\07\00\00\05\00\00\00\d5\05\01\00\5c\00\00\00\12\00\00\00\09\00\00\00EOF while parsing a listEOF while parsing an objectEOF while parsing a stringEOF while parsing a valueexpected `:`expected `,` or `]`expected `,` or `}`expected identexpected valueexpected `\22`invalid escapeinvalid numbernumber out of rangeinvalid unicode code pointcontrol character (\5cu0000-\5cu001F) found while parsing a stringkey must be a stringinvalid value: expected key to be a number in quotesfloat key must be finite (got NaN or +/-inf)lone leading surrogate in hex escapetrailing commatrailing charactersunexpected end of hex escaperecursion limit exceeded+\08\01\00Y\00\00\00\89\02\00\00\19\00\00\00mid > len\00\00\00\8c\07\01\00M\00\00\00\f2\03\00\00\1c\00\00\00\8c\07\01\00M\00\00\00\f3\03\00\00\1c\00\00\00\8c\07\01\00M\00\00\00\f7\03\00\00 \00\00\00\8c\07\01\00M\00\00\00\f7\03\00\00+\00\00\00\1b\00\00\00\0c\00\00\00\04\00\00\00(\00\00\00)\00\00\00*\00\00\00\00\00\00\00\08\00\00\00\04\00\00\00+\00\00\00,\00\00\00-\00\00\00.\00\00\00/\00\00\00\10\00\00\00\04\00\00\000\00\00\001\00\00\002\00\00\003\00\00\00m]\cb\d6,P\ebcxA\a6Wq\1b\8b\b9\15\a2\5cU4U\07\d4Sx\ad\81Q\f0\a3\f7assertion failed: psize >= size + min_overhead\00\00\85\08\01\00*\00\00\00\b1\04\00\00\09\00\00\00assertion failed: psize <= size + max_overhead\00\00\85\08\01\00*\00\00\00\b7\04\00\00\0d\00\00\00cannot modify the panic hook from a panicking thread\04\05\01\00L\00\00\00\90\00\00\00\09\00\00\00\00\00\00\00\08\00\00\00\04\00\00\004\00\00\00panicked at AccessError\00\1b\00\00\00\0c\00\00\00\04\00\00\005\00\00\006\00\00\00inf-infNaN\00\00\00\00\00\00\00\00\00\00\00\00\00\80\00\00\00\00\00\00\00\a0\00\00\00\00\00\00\00\c8\00\00\00\00\00\00\00\fa\00\00\00\00\00\00@\9c\00\00\00\00\00\00P\c3\00\00\00\00\00\00$\f4\00\00\00\00\00\80\96\98\00\00\00\00\00 \bc\be\00\00\00\00\00(k\ee\00\00\00\00\00\f9\02\95\00\00\00\00@\b7C\ba\00\00\00\00\10\a5\d4\e8\00\00\00\00*\e7\84\91\00\00\00\80\f4 \e6\b5\00\00\00\a01\a9_\e3\00\00\00\04\bf\c9\1b\8e\00\00\00\c5.\bc\a2\b1\00\00@v:k\0b\de\00\00\e8\89\04#\c7\8a\00\00b\ac\c5\ebx\ad\00\80z\17\b7&\d7\d8\00\90\acn2x\86\87\00\b4W\0a?\16h\a9\00\a1\ed\cc\ce\1b\c2\d3\a0\84\14@aQY\84\c8\a5\19\90\b9\a5o\a5:\0f \f4'\8f\cb\ceo\1b\8e(\10T\8e\af\daM\e4^\ae\f0\ec\07J\fb\9f\f4\98'D\b1\9dwA\df\cf\11\cd\99\07\ef\99\85\0b?\fe\b2\15\aa\b4\dc\e6\a7\1f\86c\beZ\06\0b\a5\bc\b4\aaSkuz\07\ed\0f\08\bf,)Ud\7f\b6C\d5\b1\17L\c8;\1a\fb;\efi\c2\87F\b8B\a7\ee@OQ]=\eb\dd\e4PF\1a\12\ba\13\e4labM\f3\92\ea\af(\b6\ef&\e2\bb\8c6U\0a\f7\89\04\89\0f`\cb\05\e9\b8\b6\bd!\c9\c1\bb\87\e9\00T\96_\9a\84x\db\8f\bf4\d0\bdr\04R\98\de'\8a\92\95\00\9am\c1\94\82\17\0f<\05\b7u\00\00\00\00\00\00P\c3\00\00\00\00\00\00\00\00\05\e3L6\12\197\c5\00\00\00\00\00\00(l\d6\aa\80\9d\ef\f0\22\c7\f6~\b9\b7\d2:MBL\c8q\d5m\93\13\c9\ea8\1e\cd\19:\bc\03\1cU\ab\01\80\0c\09\cb\c6,\07\d3\bf\f5\ad\5c\a1\90\08\137h\03\cd\10\8cz\c3\87\a8\db6.\ef\07\12\c2\b2\02\cf\bc\f4\03^\e4g\f9\94\c7\85\d7in\f8\06\d1R\ba\be\01\d763\e1|\a0\1c4\a8E\10\d3Q\a0\09\12\11H\de\1e1Vx\85\fa\a6\1e\d5f\a5>\7f\22t*U3\f1\ca\ba\0f)2\d7\96@\adGy\17|\a9t\088\c7\b1\d8J\d9\bc\22x\ae\81R7\18?6N\0a@\18\00\00\00d\00\00@\00 $\00\00\00\00\00\00\00\0c\80\13\c8\82\1f\e0L^\0f\f60\d7\1b\00\00\00\00\00\00\00\fc\ff\f7\cd\d8\01\82n\d1?\cd@\01%d\db\0d\0d\00\00\00$\04\14@8qS\b4\1dx\11\00\00\00\0000010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899")
(data (;1;) (i32.const 78064) "\00\00\00\80\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
(@producers
(processed-by "wit-component" "0.258.3")
(processed-by "wit-bindgen-rust" "0.61.1")
)
)
(core module $wit-component-shim-module (;1;)
(type (;0;) (func (param i32 i32 i32)))
(table (;0;) 1 1 funcref)
(export "0" (func 0))
(export "$imports" (table 0))
(func (;0;) (type 0) (param i32 i32 i32)
local.get 0
local.get 1
local.get 2
i32.const 0
call_indirect (type 0)
)
(@producers
(processed-by "wit-component" "0.263.0")
)
)
(core instance $wit-component-shim-instance (;0;) (instantiate $wit-component-shim-module))
(alias export $prism:policy/types@1.0.0 "request" (type $request (;2;)))
(alias export $prism:policy/types@1.0.0 "refusal" (type $refusal (;3;)))
(alias export $prism:policy/types@1.0.0 "level" (type $level (;4;)))
(type (;5;) (record (field "level" $level) (field "partition" string)))
(type (;6;) (record (field "total" u32) (field "namespace" u32) (field "pattern" u32) (field "namespace-pattern" u32) (field "session" u32) (field "starting" u32) (field "namespace-starting" u32) (field "namespace-admitted-last-minute" u32) (field "total-max" u32) (field "namespace-max" u32)))
(type (;7;) (record (field "name" string) (field "version" string) (field "summary" string) (field "config-schema" string)))
(type (;8;) (record (field "pointer" string) (field "message" string)))
(alias core export $wit-component-shim-instance "0" (core func $indirect-prism:policy/log@1.0.0-log (;0;)))
(core instance $prism:policy/log@1.0.0 (;1;)
(export "log" (func $indirect-prism:policy/log@1.0.0-log))
)
(core instance $main (;2;) (instantiate $main
(with "prism:policy/log@1.0.0" (instance $prism:policy/log@1.0.0))
)
)
(alias core export $main "memory" (core memory $memory (;0;)))
(core module $wit-component-fixup (;2;)
(type (;0;) (func (param i32 i32 i32)))
(import "actual" "0" (func (;0;) (type 0) (param i32 i32 i32)))
(import "shim" "$imports" (table (;0;) 1 1 funcref))
(elem (;0;) (i32.const 0) func 0)
(@producers
(processed-by "wit-component" "0.263.0")
)
)
(alias export $prism:policy/log@1.0.0 "log" (func $log (;0;)))
(core func $"#core-func1 indirect-prism:policy/log@1.0.0-log" (@name "indirect-prism:policy/log@1.0.0-log") (;1;) (canon lower (func $log) (memory $memory) string-encoding=utf8))
(core instance $actual (;3;)
(export "0" (func $"#core-func1 indirect-prism:policy/log@1.0.0-log"))
)
(core instance $fixup (;4;) (instantiate $wit-component-fixup
(with "actual" (instance $actual))
(with "shim" (instance $wit-component-shim-instance))
)
)
(type (;9;) (result 5 (error $refusal)))
(type (;10;) (func (param "request" $request) (result 9)))
(alias core export $main "prism:policy/isolation@1.0.0#derive" (core func $prism:policy/isolation@1.0.0#derive (;2;)))
(alias core export $main "cabi_realloc" (core func $cabi_realloc (;3;)))
(alias core export $main "cabi_post_prism:policy/isolation@1.0.0#derive" (core func $cabi_post_prism:policy/isolation@1.0.0#derive (;4;)))
(func $derive (;1;) (type 10) (canon lift (core func $prism:policy/isolation@1.0.0#derive) (memory $memory) (realloc $cabi_realloc) string-encoding=utf8 (post-return $cabi_post_prism:policy/isolation@1.0.0#derive)))
(alias export $prism:policy/types@1.0.0 "refusal-code" (type $refusal-code (;11;)))
(component $prism:policy/isolation@1.0.0-shim-component (;0;)
(type (;0;) (enum "none" "namespace" "session"))
(import "import-type-level" (type (;1;) (eq 0)))
(type (;2;) (option 1))
(type (;3;) (tuple string string))
(type (;4;) (list 3))
(type (;5;) (record (field "pattern" string) (field "version" string) (field "namespace" string) (field "session" string) (field "requested" 2) (field "level" 1) (field "config" 4) (field "caller" string)))
(import "import-type-request" (type (;6;) (eq 5)))
(type (;7;) (enum "forbidden" "namespace-forbidden" "quota"))
(import "import-type-refusal-code" (type (;8;) (eq 7)))
(type (;9;) (option u64))
(type (;10;) (record (field "code" 8) (field "reason" string) (field "retry-after-ms" 9)))
(import "import-type-refusal" (type (;11;) (eq 10)))
(import "import-type-request0" (type (;12;) (eq 6)))
(import "import-type-level0" (type (;13;) (eq 1)))
(type (;14;) (record (field "level" 13) (field "partition" string)))
(import "import-type-placement" (type (;15;) (eq 14)))
(import "import-type-refusal0" (type (;16;) (eq 11)))
(type (;17;) (result 15 (error 16)))
(type (;18;) (func (param "request" 12) (result 17)))
(import "import-func-derive" (func (;0;) (type 18)))
(export (;19;) "request" (type 6))
(export (;20;) "refusal" (type 11))
(export (;21;) "level" (type 1))
(type (;22;) (record (field "level" 21) (field "partition" string)))
(export (;23;) "placement" (type 22))
(type (;24;) (result 23 (error 20)))
(type (;25;) (func (param "request" 19) (result 24)))
(export (;1;) "derive" (func 0) (func (type 25)))
)
(instance $prism:policy/isolation@1.0.0-shim-instance (;2;) (instantiate $prism:policy/isolation@1.0.0-shim-component
(with "import-func-derive" (func $derive))
(with "import-type-level" (type $level))
(with "import-type-request" (type $request))
(with "import-type-refusal-code" (type $refusal-code))
(with "import-type-refusal" (type $refusal))
(with "import-type-request0" (type $request))
(with "import-type-level0" (type $level))
(with "import-type-placement" (type 5))
(with "import-type-refusal0" (type $refusal))
)
)
(export $prism:policy/isolation@1.0.0 (;3;) "prism:policy/isolation@1.0.0" (instance $prism:policy/isolation@1.0.0-shim-instance))
(type (;12;) (result (error $refusal)))
(type (;13;) (func (param "request" $request) (param "level" $level) (param "usage" 6) (param "now-ms" u64) (result 12)))
(alias core export $main "prism:policy/admission@1.0.0#decide" (core func $prism:policy/admission@1.0.0#decide (;5;)))
(alias core export $main "cabi_post_prism:policy/admission@1.0.0#decide" (core func $cabi_post_prism:policy/admission@1.0.0#decide (;6;)))
(func $decide (;2;) (type 13) (canon lift (core func $prism:policy/admission@1.0.0#decide) (memory $memory) (realloc $cabi_realloc) string-encoding=utf8 (post-return $cabi_post_prism:policy/admission@1.0.0#decide)))
(component $prism:policy/admission@1.0.0-shim-component (;1;)
(type (;0;) (enum "none" "namespace" "session"))
(import "import-type-level" (type (;1;) (eq 0)))
(type (;2;) (option 1))
(type (;3;) (tuple string string))
(type (;4;) (list 3))
(type (;5;) (record (field "pattern" string) (field "version" string) (field "namespace" string) (field "session" string) (field "requested" 2) (field "level" 1) (field "config" 4) (field "caller" string)))
(import "import-type-request" (type (;6;) (eq 5)))
(type (;7;) (enum "forbidden" "namespace-forbidden" "quota"))
(import "import-type-refusal-code" (type (;8;) (eq 7)))
(type (;9;) (option u64))
(type (;10;) (record (field "code" 8) (field "reason" string) (field "retry-after-ms" 9)))
(import "import-type-refusal" (type (;11;) (eq 10)))
(import "import-type-request0" (type (;12;) (eq 6)))
(import "import-type-level0" (type (;13;) (eq 1)))
(type (;14;) (record (field "total" u32) (field "namespace" u32) (field "pattern" u32) (field "namespace-pattern" u32) (field "session" u32) (field "starting" u32) (field "namespace-starting" u32) (field "namespace-admitted-last-minute" u32) (field "total-max" u32) (field "namespace-max" u32)))
(import "import-type-usage" (type (;15;) (eq 14)))
(import "import-type-refusal0" (type (;16;) (eq 11)))
(type (;17;) (result (error 16)))
(type (;18;) (func (param "request" 12) (param "level" 13) (param "usage" 15) (param "now-ms" u64) (result 17)))
(import "import-func-decide" (func (;0;) (type 18)))
(export (;19;) "request" (type 6))
(export (;20;) "refusal" (type 11))
(export (;21;) "level" (type 1))
(type (;22;) (record (field "total" u32) (field "namespace" u32) (field "pattern" u32) (field "namespace-pattern" u32) (field "session" u32) (field "starting" u32) (field "namespace-starting" u32) (field "namespace-admitted-last-minute" u32) (field "total-max" u32) (field "namespace-max" u32)))
(export (;23;) "usage" (type 22))
(type (;24;) (result (error 20)))
(type (;25;) (func (param "request" 19) (param "level" 21) (param "usage" 23) (param "now-ms" u64) (result 24)))
(export (;1;) "decide" (func 0) (func (type 25)))
)
(instance $prism:policy/admission@1.0.0-shim-instance (;4;) (instantiate $prism:policy/admission@1.0.0-shim-component
(with "import-func-decide" (func $decide))
(with "import-type-level" (type $level))
(with "import-type-request" (type $request))
(with "import-type-refusal-code" (type $refusal-code))
(with "import-type-refusal" (type $refusal))
(with "import-type-request0" (type $request))
(with "import-type-level0" (type $level))
(with "import-type-usage" (type 6))
(with "import-type-refusal0" (type $refusal))
)
)
(export $prism:policy/admission@1.0.0 (;5;) "prism:policy/admission@1.0.0" (instance $prism:policy/admission@1.0.0-shim-instance))
(type (;14;) (func (result 7)))
(alias core export $main "prism:policy/lifecycle@1.0.0#describe" (core func $prism:policy/lifecycle@1.0.0#describe (;7;)))
(alias core export $main "cabi_post_prism:policy/lifecycle@1.0.0#describe" (core func $cabi_post_prism:policy/lifecycle@1.0.0#describe (;8;)))
(func $describe (;3;) (type 14) (canon lift (core func $prism:policy/lifecycle@1.0.0#describe) (memory $memory) string-encoding=utf8 (post-return $cabi_post_prism:policy/lifecycle@1.0.0#describe)))
(type (;15;) (list 8))
(type (;16;) (result (error 15)))
(type (;17;) (func (param "config" string) (result 16)))
(alias core export $main "prism:policy/lifecycle@1.0.0#configure" (core func $prism:policy/lifecycle@1.0.0#configure (;9;)))
(alias core export $main "cabi_post_prism:policy/lifecycle@1.0.0#configure" (core func $cabi_post_prism:policy/lifecycle@1.0.0#configure (;10;)))
(func $configure (;4;) (type 17) (canon lift (core func $prism:policy/lifecycle@1.0.0#configure) (memory $memory) (realloc $cabi_realloc) string-encoding=utf8 (post-return $cabi_post_prism:policy/lifecycle@1.0.0#configure)))
(component $prism:policy/lifecycle@1.0.0-shim-component (;2;)
(type (;0;) (record (field "name" string) (field "version" string) (field "summary" string) (field "config-schema" string)))
(import "import-type-description" (type (;1;) (eq 0)))
(type (;2;) (func (result 1)))
(import "import-func-describe" (func (;0;) (type 2)))
(type (;3;) (record (field "pointer" string) (field "message" string)))
(import "import-type-config-error" (type (;4;) (eq 3)))
(type (;5;) (list 4))
(type (;6;) (result (error 5)))
(type (;7;) (func (param "config" string) (result 6)))
(import "import-func-configure" (func (;1;) (type 7)))
(type (;8;) (record (field "name" string) (field "version" string) (field "summary" string) (field "config-schema" string)))
(export (;9;) "description" (type 8))
(type (;10;) (record (field "pointer" string) (field "message" string)))
(export (;11;) "config-error" (type 10))
(type (;12;) (func (result 9)))
(export (;2;) "describe" (func 0) (func (type 12)))
(type (;13;) (list 11))
(type (;14;) (result (error 13)))
(type (;15;) (func (param "config" string) (result 14)))
(export (;3;) "configure" (func 1) (func (type 15)))
)
(instance $prism:policy/lifecycle@1.0.0-shim-instance (;6;) (instantiate $prism:policy/lifecycle@1.0.0-shim-component
(with "import-func-describe" (func $describe))
(with "import-func-configure" (func $configure))
(with "import-type-description" (type 7))
(with "import-type-config-error" (type 8))
)
)
(export $prism:policy/lifecycle@1.0.0 (;7;) "prism:policy/lifecycle@1.0.0" (instance $prism:policy/lifecycle@1.0.0-shim-instance))
(@producers
(processed-by "wit-component" "0.263.0")
)
)
