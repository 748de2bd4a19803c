# shellcheck shell=sh
# What the scripts in this folder share. node.env says which server this is; everything that differs between servers stands there.
# shellcheck source=/dev/null
. "${PGLB_ENV:=/etc/pglb/node.env}"
export PGLB_ENV PGPASSFILE LC_ALL=C PGCONNECT_TIMEOUT=2
unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGOPTIONS PGSERVICE # PGPASSWORD would win over the password file

REWINDING=$STATE_DIR/rewinding # since when pg_rewind has been at work

log() { echo "$(date +%FT%T) $NODE: $*"; }

# SQL on our own server, as superuser through the socket; and on another, whose connection string is the first argument.
here() { timeout 5 "$PG_BINDIR/psql" -XAtq -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" -p "$PORT" -U postgres -d postgres -c "$1" </dev/null; }
there() { timeout 5 "$PG_BINDIR/psql" -XAtq -v ON_ERROR_STOP=1 "$1" -c "$2" </dev/null; }

# The connection string of the voter called $1.
conninfo_of() {
  while read -r _ name conninfo; do
    [ "$name" != "$1" ] || echo "$conninfo"
  done <<END
$VOTERS
END
}

# Is PostgreSQL running? The number in postmaster.pid may be another process by now, but only PostgreSQL works in the data folder.
alive() {
  read -r postmaster 2>/dev/null <"$DATA/postmaster.pid" && [ "$(readlink "/proc/$postmaster/cwd" 2>/dev/null)" = "$DATA" ]
}

# Is any process left of this server, its postmaster or others?
works() { readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$DATA"; }

# Removes what a crashed server left behind, when the last of its processes has ended. PostgreSQL takes it for a server that runs if its number
# belongs to another process by now, or to a zombie.
unlock() {
  for _ in 1 2 3 4 5 6; do
    works || break
    sleep 0.5
  done
  ! works || return 0
  rm -f "$DATA/postmaster.pid"
  lock=$SOCKET_DIR/.s.PGSQL.$PORT.lock
  [ "$(sed -n 2p "$lock" 2>/dev/null)" != "$DATA" ] || rm -f "$lock"
}

# Why this server's data cannot be started as it is; fails if it can. Where another server's data took the place of its own, PostgreSQL would
# take them for a crashed server's and write on behind what the other one had written: one timeline with two histories.
unfinished() {
  if [ -e "$DATA/standby.signal" ] || [ -e "$DATA/recovery.signal" ]; then :
  elif [ -e "$DATA/backup_label" ]; then echo 'its data is a copy, not told yet to be a standby' && return
  elif [ -e "$REWINDING" ] && [ -n "$(find "$DATA" -newer "$REWINDING" -print -quit)" ]; then echo 'pg_rewind was interrupted, its data is half another' && return
  fi
  rm -f "$REWINDING"
  return 1
}

cluster_state() { "$PG_BINDIR/pg_controldata" "$DATA" | sed -n 's/^Database cluster state: *//p'; }

role_and_timeline="select case when pg_is_in_recovery() then 'standby ' || (select timeline_id from pg_control_checkpoint())
  else 'primary ' || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end"

# Asks all other voters at once. A line for each that answers: NAME ROLE TIMELINE AGE LEADER, where AGE is how many seconds ago it last saw
# its primary (-1: never) and LEADER the node that it holds for the primary.
ask() {
  while read -r kind name conninfo; do
    (
      said=$(there "$conninfo" "$role_and_timeline || ' ' || repmgr.get_upstream_last_seen() || ' ' ||
        coalesce((select node_name from repmgr.nodes where type = 'primary' and active limit 1), '-')" 2>/dev/null) || exit
      [ "$kind" = node ] || said="witness ${said#* }"
      echo "$name $said"
    ) &
  done <<END
$VOTERS
END
  wait
}

# Sums up what the others say:
#   votes    voters that can be reached, this server among them
#   primary  a node that is primary, and primary_timeline, its timeline (of several the newest)
#   believed another node that somebody holds for the primary
#   unsure   somebody has just lost the primary: a failover may be under way
look() {
  votes=1 primary='' primary_timeline=0 believed='' unsure=''
  while read -r name role timeline age leader; do
    [ -n "$name" ] || continue
    votes=$((votes + 1))
    if [ "$role" = primary ] && [ "$timeline" -gt "$primary_timeline" ]; then primary=$name primary_timeline=$timeline; fi
    case $leader in "$NODE" | -) ;; *) believed=$leader ;; esac
    if [ "$age" -ge 2 ] && [ "$age" -lt 20 ]; then unsure=$name; fi
  done <<END
$(ask)
END
}

# After `look`: why this server, which was primary, may not start as one; fails if it may.
may_not_lead() {
  if [ -n "$primary" ]; then echo "$primary is primary"
  elif [ "$votes" -lt "$MAJORITY" ]; then echo "$votes voters can be reached, $MAJORITY are needed"
  elif [ -n "$believed" ]; then echo "$believed has been promoted since, and is down"
  elif [ -n "$unsure" ]; then echo "$unsure has lost sight of it, a failover may be under way"
  else return 1; fi
}
