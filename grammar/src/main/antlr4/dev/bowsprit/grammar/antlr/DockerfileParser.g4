/*
 * The rules of a Dockerfile's instructions. Each start rule (head, listArguments, jsonArray, …) reads
 * one part of a logical line in the lexer mode of that part, so decisions are short and a broken part
 * breaks no other. Shell words have no rule: they nest without limit, and the lexer's mode stack gives
 * their structure.
 */
parser grammar DockerfileParser;

options { tokenVocab = DockerfileLexer; }

// Up to the first byte of the arguments.
head
    : ADD addFlag* arguments
    | COPY copyFlag* arguments
    | FROM fromFlag* arguments
    | HEALTHCHECK healthcheckFlag* arguments
    | RUN runFlag* arguments
    | (ARG | CMD | ENTRYPOINT | ENV | EXPOSE | LABEL | MAINTAINER | ONBUILD | SHELL | STOPSIGNAL | USER
        | VOLUME | WORKDIR | UNKNOWN_KEYWORD) otherFlag* arguments
    ;

arguments : FLAGS_END? (ARGUMENTS | EOF) ;

addFlag : FLAG_OPEN (addFlagName | flagName)? flagRest ;
addFlagName
    : FLAG_CHECKSUM | FLAG_CHMOD | FLAG_CHOWN | FLAG_EXCLUDE | FLAG_KEEP_GIT_DIR | FLAG_LINK
    | FLAG_UNPACK
    ;

copyFlag : FLAG_OPEN (copyFlagName | flagName)? flagRest ;
copyFlagName : FLAG_CHMOD | FLAG_CHOWN | FLAG_EXCLUDE | FLAG_FROM | FLAG_LINK | FLAG_PARENTS ;

fromFlag : FLAG_OPEN (fromFlagName | flagName)? flagRest ;
fromFlagName : FLAG_PLATFORM ;

healthcheckFlag : FLAG_OPEN (healthcheckFlagName | flagName)? flagRest ;
healthcheckFlagName
    : FLAG_INTERVAL | FLAG_RETRIES | FLAG_START_INTERVAL | FLAG_START_PERIOD | FLAG_TIMEOUT
    ;

runFlag : FLAG_OPEN (runFlagName | flagName)? flagRest ;
runFlagName : FLAG_DEVICE | FLAG_MOUNT | FLAG_NETWORK | FLAG_SECURITY ;

otherFlag : FLAG_OPEN flagName? flagRest ;

flagRest : flagName* (FLAG_EQUALS flagPiece*)? ;
flagPiece : FLAG_TEXT | FLAG_ESCAPE | FLAG_QUOTED ;
flagName
    : flagPiece
    | FLAG_CHECKSUM | FLAG_CHMOD | FLAG_CHOWN | FLAG_DEVICE | FLAG_EXCLUDE | FLAG_FROM | FLAG_INTERVAL
    | FLAG_KEEP_GIT_DIR | FLAG_LINK | FLAG_MOUNT | FLAG_NETWORK | FLAG_PARENTS | FLAG_PLATFORM
    | FLAG_RETRIES | FLAG_SECURITY | FLAG_START_INTERVAL | FLAG_START_PERIOD | FLAG_TIMEOUT
    | FLAG_UNPACK
    ;

listArguments : LIST_WORD* EOF ;

// The old form of ENV and LABEL; the value is the rest of the line.
spacedPair : name=LIST_WORD (value+=LIST_WORD)+ EOF ;

fromArguments : image=fromWord (FROM_AS alias=fromWord)? EOF ;
fromWord : FROM_WORD | FROM_AS ;

healthcheckKind : (CHECK_NONE | CHECK_CMD | CHECK_UNKNOWN) (ARGUMENTS | EOF) ;

pairs : PAIR_BLANK? (pair (PAIR_BLANK pair)* PAIR_BLANK?)? EOF ;
pair
    : pairPiece+ (pairEquals (pairPiece | pairEquals)*)?
    | pairEquals (pairPiece | pairEquals)*
    ;
pairEquals : PAIR_EQUALS | PAIR_ESCAPED_EQUALS ;
pairPiece : PAIR_TEXT | PAIR_ESCAPE | PAIR_DOUBLE_QUOTE | PAIR_SINGLE_QUOTE ;

jsonArray : jsonList EOF ;
jsonDocument : jsonObject EOF ;
jsonValue : JSON_STRING | JSON_NUMBER | JSON_LITERAL | jsonList | jsonObject ;
jsonList : JSON_OPEN (jsonValue (JSON_COMMA jsonValue)*)? JSON_CLOSE ;
jsonObject : JSON_OBJECT_OPEN (jsonMember (JSON_COMMA jsonMember)*)? JSON_OBJECT_CLOSE ;
jsonMember : JSON_STRING JSON_COLON jsonValue ;

csv : csvField (CSV_COMMA csvField)* EOF ;
csvField : (CSV_TEXT | CSV_QUOTED)? ;

mountOption : mountKey? (MOUNT_EQUALS OPTION_TEXT?)? EOF ;
mountKey
    : MOUNT_TYPE | MOUNT_FROM | MOUNT_SOURCE | MOUNT_TARGET | MOUNT_READONLY | MOUNT_READWRITE
    | MOUNT_ID | MOUNT_SHARING | MOUNT_REQUIRED | MOUNT_SIZE | MOUNT_MODE | MOUNT_UID | MOUNT_GID
    | MOUNT_ENV | MOUNT_UNKNOWN
    ;

deviceOption : deviceKey? (DEVICE_EQUALS OPTION_TEXT?)? EOF ;
deviceKey : DEVICE_NAME | DEVICE_REQUIRED | DEVICE_UNKNOWN ;

heredoc : HEREDOC_DESCRIPTOR? HEREDOC_OPEN HEREDOC_NAME EOF ;

directive
    : (DIRECTIVE_SYNTAX | DIRECTIVE_ESCAPE | DIRECTIVE_CHECK | DIRECTIVE_UNKNOWN) DIRECTIVE_EQUALS
      (DIRECTIVE_WORD | DIRECTIVE_VALUE_BLANK)+ EOF
    ;
