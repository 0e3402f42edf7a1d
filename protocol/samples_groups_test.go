package protocol

import "maps"

var (
	groupLinkID   = GroupLinkID(sampleID(13))
	choir         = "Choir"
	sundays       = "We sing on Sundays.\nAll are welcome."
	choirSettings = GroupSettings{"all", "administrators", "administrators", "joining", true}
	groupLink     = GroupLink{ID: groupLinkID, Chat: noteID, CreatedBy: anaID, CreatedAt: longAgo, ExpiresAt: justNow, Uses: 3, MaxUses: 100}
)

// groupSamples are of what a group is beyond its members.
var groupSamples = map[string]sample{
	"group.change":       {GroupChange{Chat: noteID, Name: &choir, About: &sundays}, GroupChanged{group}},
	"group.configure":    {GroupConfigure{noteID, "all", "administrators", "all", "joining", &yes}, GroupChanged{group}},
	"group.role":         {GroupRole{noteID, boID, "administrator"}, members},
	"group.link_create":  {GroupLinkCreate{noteID, 100, 604_800_000}, GroupLinkCreated{groupLink, "token", "https://chat.example/j/token"}},
	"group.link_list":    {GroupLinkList{noteID}, GroupLinks{[]GroupLink{groupLink}, pair}},
	"group.link_revoke":  {GroupLinkRevoke{noteID, groupLinkID}, Done{}},
	"group.link_look_up": {GroupLinkLookUp{"token"}, GroupLinkFound{"Choir", 12, "member", noteID}},
	"group.join":         {GroupJoin{"token"}, GroupJoined{"member", noteID}},
	"group.requests":     {GroupRequests{noteID}, GroupRequestList{[]GroupRequest{{noteID, boID, justNow}}, pair}},
	"group.answer":       {GroupAnswer{noteID, boID, true}, Done{}},
}

func init() { maps.Copy(samples, groupSamples) }
