using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Businesses;
using Relay.Functions.Callers;
using Relay.Functions.Calls;
using Relay.Functions.Contacts;
using Relay.Functions.Erasure;
using Relay.Functions.Explain;
using Relay.Functions.Finding;
using Relay.Functions.Groups;
using Relay.Functions.Held;
using Relay.Functions.Inbox;
using Relay.Functions.Keys;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Functions.Operators.Oidc;
using Relay.Functions.Operators.Overview;
using Relay.Functions.Operators.Page;
using Relay.Functions.Operators.SignIn;
using Relay.Functions.PartnerKeys;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Receipts;
using Relay.Functions.Reconcile;
using Relay.Functions.Standing;
using Relay.Functions.Transparency;
using Relay.Functions.Usage;

namespace Relay.Functions.Hosting;

/// <summary>The HTTP API, every route in one place. The prefixes are those that function.json lets in.</summary>
internal static class Api
{
    private const string Json = "application/json";
    private const string ProblemJsonType = "application/problem+json";

    public static void MapApi(this WebApplication app)
    {
        app.MapPost("/v1/envelopes", (HttpContext context, EnvelopesEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("SendEnvelopes", "Accepts 1 to 100 envelopes; each has a result of its own. Accepted means that the queue has it durably.", 400, 401, 403, 413, 415)
            .Accepts<EnvelopeRequest>(Json)
            .Produces<EnvelopeResponse>(202);
        app.MapPost("/v1/group-messages", (HttpContext context, GroupMessagesEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("SendGroupMessage", "Accepts one message for 1 to 1024 recipients, each of whom gets an envelope and has a result of its own. Who is in the group is not kept; commits of MLS groups are taken one for each epoch.", 400, 401, 403, 409, 413, 415, 422)
            .Accepts<GroupMessageRequest>(Json)
            .Produces<GroupMessageResponse>(202);

        app.MapGet("/v1/envelopes/{id:guid}", (HttpContext context, Guid id, EnvelopeStateEndpoint endpoint) => endpoint.GetAsync(context, id))
            .Describe("GetEnvelope", "Tells how an envelope of the calling partner ended, or where it waits.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<EnvelopeStateView>();
        app.MapGet("/v1/envelopes/{id:guid}/explain", (HttpContext context, Guid id, ExplainEndpoint endpoint) => endpoint.GetAsync(context, id))
            .Describe("ExplainEnvelope", "Tells in one answer why an envelope is not delivered: where it is, the recipient partner's breaker and lane, attempts, next try, quota. For its sender (?to= names the recipient's partner of one that waits nowhere), and for operators, who name the sender (?sender=) or have it looked for.", 400, 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups, new QueryParameters(("to", "The recipient's partner of an envelope that waits nowhere."), ("sender", "For operators: the partner that sent it; left out, it is looked for.")))
            .Produces<Explanation>();
        app.MapGet("/v1/receipts", (HttpContext context, string? cursor, string? max, ReceiptsEndpoint endpoint) => endpoint.GetAsync(context, cursor, max))
            .Describe("ReadReceipts", "Reads how the calling partner's envelopes ended, from the cursor of the answer before on; at most max, 100 to 1000.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<ReceiptsPage>();
        app.MapPost("/v1/reconcile", (HttpContext context, ReconcileEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("Reconcile", "Compares what the calling partner has of an interval with what has ended here. Changes nothing.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<ReconcileRequest>(Json)
            .Produces<ReconcileAnswer>();

        app.MapPut("/v1/partners/{partner}", (HttpContext context, string partner, PartnersEndpoint endpoint) => endpoint.PutAsync(context, partner))
            .Describe("PutPartner", "Sets a partner. For operators.", 400, 401, 409, 413)
            .Accepts<PartnerSettings>(Json)
            .Produces<PartnerView>()
            .Produces<PartnerView>(201);
        app.MapGet("/v1/partners/{partner}", (HttpContext context, string partner, PartnersEndpoint endpoint) => endpoint.GetAsync(context, partner))
            .Describe("GetPartner", "Reads a partner. For operators.", 401, 404)
            .Produces<PartnerView>();

        MapAgreements(app);

        app.MapGet("/v1/networks/{partner}", (HttpContext context, string partner, NetworksEndpoint endpoint) => endpoint.GetAsync(context, partner))
            .Describe("GetNetwork", "Reads what every partner may know of another: its capabilities and the trust roots of its sender certificates.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<NetworkView>();
        app.MapGet("/v1/calls/relays", (HttpContext context, CallRelaysEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("GetCallRelays", "Names TURN servers for a call, with credentials of their own that soon expire; 404 calls-not-configured where there are none.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerCallRelays)
            .Produces<CallRelays>();

        app.MapPut("/v1/users/{user}", (HttpContext context, string user, UsersEndpoint endpoint) => endpoint.PutAsync(context, user))
            .Describe("PutUser", "Enlists a user of the calling partner, opts the user in or out, sets the user's devices.", 400, 401, 403, 413)
            .Accepts<UserSettings>(Json)
            .Produces<UserView>();
        app.MapGet("/v1/users/{user}", (HttpContext context, string user, UsersEndpoint endpoint) => endpoint.GetAsync(context, user))
            .Describe("GetUser", "Reads a user of the calling partner.", 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<UserView>();

        app.MapPost("/v1/partner/endpoint/enable", (HttpContext context, EnableEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("EnableEndpoint", "Enables the calling partner's endpoint again after it has answered 410.", 401, 403, 409, 413)
            .Produces(204);
        app.MapGet("/v1/inbox", (HttpContext context, InboxEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("TakeFromInbox", "Hands out what is addressed to the calling partner's users, in order; for partners in mode pull. Waits up to ?wait= seconds for ?max= envelopes.", 400, 401, 403, 409)
            .WithMetadata(LimitTable.InboxPolls, new QueryParameters(("wait", "Seconds to wait for something, 0 to 60; 20 when left out."), ("max", "Envelopes at most, 1 to 100; 100 when left out.")))
            .Produces<InboxView>();
        app.MapPost("/v1/inbox/ack", (HttpContext context, InboxEndpoint endpoint) => endpoint.AcknowledgeAsync(context))
            .Describe("AcknowledgeInbox", "Says what became of hand-outs; what is not acknowledged in time is given again.", 400, 401, 403, 409, 413)
            .Accepts<AckRequest>(Json)
            .Produces<AckResponse>();

        app.MapPost("/v1/media", (HttpContext context, MediaEndpoint endpoint) => endpoint.DeclareAsync(context))
            .Describe("DeclareMedia", "Declares a piece of encrypted media and grants its upload to Blob storage.", 400, 401, 403, 413)
            .Accepts<MediaDeclaration>(Json)
            .Produces<MediaView>(201);
        app.MapPost("/v1/media/{id:guid}/complete", (HttpContext context, Guid id, MediaEndpoint endpoint) => endpoint.CompleteAsync(context, id))
            .Describe("CompleteMedia", "Checks the upload's length and digest; only then can it be read.", 401, 403, 404, 409)
            .Produces<MediaView>();
        app.MapGet("/v1/media/{id:guid}", (HttpContext context, Guid id, MediaEndpoint endpoint) => endpoint.ReadAsync(context, id))
            .Describe("ReadMedia", "Grants a reading partner the download of a completed piece.", 401, 403, 404)
            .Produces<MediaView>();

        app.MapGet("/v1/held", (HttpContext context, HeldEndpoint endpoint) => endpoint.ListAsync(context))
            .Describe("ListHeld", "Lists held envelopes. For operators.", 400, 401)
            .WithMetadata(new QueryParameters(
                ("partner", "The partner that they are held for."),
                ("sender", "The partner that sent them."),
                ("reason", "Why they are held: rejected or unreadable."),
                ("before", "Held before this time (ISO 8601)."),
                ("max", "At most so many, 1 to 1000; 100 when left out."),
                ("cursor", "The cursor of the page before.")))
            .Produces<HeldPage>();
        app.MapGet("/v1/held/{partner}/{key}", (HttpContext context, string partner, string key, HeldEndpoint endpoint) => endpoint.ShowAsync(context, partner, key))
            .Describe("ShowHeld", "Inspects a held envelope: numbers, kinds, sizes and times. For operators.", 401, 404)
            .Produces<HeldView>();
        app.MapPost("/v1/held/replay", (HttpContext context, HeldEndpoint endpoint) => endpoint.ReplayAsync(context))
            .Describe("ReplayHeld", "Sends held envelopes again, to the partner that they are held for; called again, it goes on. For operators.", 400, 401, 404, 413)
            .Accepts<ReplayRequest>(Json)
            .Produces<ReplayAnswer>();
        app.MapDelete("/v1/held/{partner}/{key}", (HttpContext context, string partner, string key, HeldEndpoint endpoint) => endpoint.RefuseAsync(context, partner, key))
            .Describe("RefuseHeld", "Ends a held envelope as refused. For operators.", 401, 404)
            .Produces<HeldEnding>();

        app.MapPost("/v1/users/{user}/links", (HttpContext context, string user, LinksEndpoint endpoint) => endpoint.AskAsync(context, user))
            .Describe("AskLink", "Asks to link an account to the user's. The answer is the same whether or not the other exists; if it does and lets itself be asked, it is told a code.", 400, 401, 403, 409, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<LinkRequest>(Json)
            .Produces<LinkAsked>(202);
        app.MapPost("/v1/users/{user}/links/{link:guid}/code", (HttpContext context, string user, Guid link, LinksEndpoint endpoint) => endpoint.ConfirmAsync(context, user, link))
            .Describe("ConfirmLink", "Confirms a link with the code that the other account was told; both are then asked to sign. One 403 for wrong, expired, used up and unknown.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<LinkCodeRequest>(Json)
            .Produces<LinkConfirmed>();
        app.MapPut("/v1/users/{user}/links/{link:guid}/signature", (HttpContext context, string user, Guid link, LinksEndpoint endpoint) => endpoint.SignAsync(context, user, link))
            .Describe("SignLink", "Gives the user's signature to a confirmed link; with both it is made.", 400, 401, 403, 404, 409, 413, 422)
            .Accepts<LinkSignatureRequest>(Json)
            .Produces<LinkSigned>();
        app.MapGet("/v1/users/{user}/links", (HttpContext context, string user, LinksEndpoint endpoint) => endpoint.ListAsync(context, user))
            .Describe("ListLinks", "Reads the accounts that a user of the calling partner has linked.", 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<LinksView>();
        app.MapDelete("/v1/users/{user}/links/{partner}/{other}", (HttpContext context, string user, string partner, string other, LinksEndpoint endpoint) => endpoint.EndAsync(context, user, partner, other))
            .Describe("EndLink", "Ends what links the user's account to another, made or only asked for; harmless when there is nothing.", 400, 401, 403)
            .Produces(204);
        app.MapPost("/v1/recipients", (HttpContext context, RecipientsEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("FindRecipients", "Tells for which accounts, of one person, a message is encrypted, with their devices and the signatures that link them. Only to those who may write to the account; one 403 otherwise.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerRecipients)
            .Accepts<RecipientsRequest>(Json)
            .Produces<RecipientsView>();
        MapContacts(app);
        MapFinding(app);
        MapTransparency(app);
        MapKeys(app);
        MapPartnerKeys(app);
        MapOperators(app);

        app.MapDelete("/v1/users/{user}", (HttpContext context, string user, ErasureEndpoint endpoint) => endpoint.DeleteAsync(context, user))
            .Describe("EraseUser", "Erases a user of the calling partner; the answer is a signed certificate. Asked for again, it brings an erasure that was cut off to its end.", 401, 403, 404, 413)
            .Produces<ErasureAnswer>();

        app.MapPut("/v1/users/{user}/profile", (HttpContext context, string user, ProfilesEndpoint endpoint) => endpoint.PutAsync(context, user))
            .Describe("PutProfile", "Sets the encrypted name and picture of a user of the calling partner.", 400, 401, 403, 404, 409, 413)
            .Accepts<ProfileSettings>(Json)
            .Produces<OwnProfileView>();
        app.MapDelete("/v1/users/{user}/profile", (HttpContext context, string user, ProfilesEndpoint endpoint) => endpoint.DeleteAsync(context, user))
            .Describe("DeleteProfile", "Removes the name and picture of a user of the calling partner.", 401, 403, 404, 413)
            .Produces(204);
        app.MapPost("/v1/profiles", (HttpContext context, ProfilesEndpoint endpoint) => endpoint.ReadAsync(context))
            .Describe("ReadProfile", "Reads the encrypted profile of somebody whom a user of the calling partner may write to and whose profile key it has.", 400, 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<ProfileQuestion>(Json)
            .Produces<ProfileView>();

        app.MapPut("/v1/businesses/{name}", (HttpContext context, string name, BusinessesEndpoint endpoint) => endpoint.PutAsync(context, name))
            .Describe("PutBusiness", "Sets a verified business and its accounts. For operators.", 400, 401, 413)
            .Accepts<BusinessSettings>(Json)
            .Produces<BusinessView>()
            .Produces<BusinessView>(201);
        app.MapDelete("/v1/businesses/{name}", (HttpContext context, string name, BusinessesEndpoint endpoint) => endpoint.DeleteAsync(context, name))
            .Describe("DeleteBusiness", "Removes a business. For operators.", 401, 413)
            .Produces(204);
        app.MapGet("/v1/businesses/{name}", (HttpContext context, string name, BusinessesEndpoint endpoint) => endpoint.GetAsync(context, name))
            .Describe("GetBusiness", "Reads a verified business with the accounts that say so too. For partners, and for operators.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<BusinessView>();
        app.MapPut("/v1/users/{user}/business", (HttpContext context, string user, UserBusinessEndpoint endpoint) => endpoint.PutAsync(context, user))
            .Describe("PutUserBusiness", "Says that an account of the calling partner belongs to a business.", 400, 401, 403, 404, 413)
            .Accepts<UserBusiness>(Json)
            .Produces<UserBusiness>();
        app.MapDelete("/v1/users/{user}/business", (HttpContext context, string user, UserBusinessEndpoint endpoint) => endpoint.DeleteAsync(context, user))
            .Describe("DeleteUserBusiness", "Takes that back.", 401, 403, 404, 413)
            .Produces(204);

        app.MapGet("/.well-known/relay", (HttpContext context, WellKnownEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("DescribeRelay", "The relay's authority and public keys.")
            .Produces<RelayDescription>();
        app.MapGet("/health/live", (Delegate)HealthEndpoints.LiveAsync)
            .Describe("Live", "Answers while the program runs.")
            .Produces(200);
        app.MapGet("/health/ready", (HttpContext context, HealthEndpoints endpoint) => endpoint.ReadyAsync(context))
            .Describe("Ready", "Tells whether tables, blobs and queue answer.")
            .Produces<Readiness>()
            .Produces<Readiness>(503);
        app.MapGet("/health/version", (HttpContext context, VersionEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("Version", "Tells which version of the program runs, and since when.")
            .Produces<ProgramVersion>();
        MapUsage(app);
    }

    private static void MapUsage(WebApplication app) =>
        app.MapGet("/v1/usage", (HttpContext context, UsageEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("ReadUsage", "Reads what partners have used; query: partner (all when left out), from, to, step in seconds; at most 1500 steps. For operators.", 400, 401, 413)
            .WithMetadata(new QueryParameters(
                ("partner", "Whose; all when left out."),
                ("from", "Begin (RFC 3339); an hour before the end when left out."),
                ("to", "End (RFC 3339); now when left out."),
                ("step", "Seconds that one point holds, a multiple of 60; 60 when left out.")))
            .Produces<IReadOnlyList<UsagePoint>>();

    private static void MapContacts(WebApplication app)
    {
        app.MapPut("/v1/users/{user}/blocks/{partner}", (HttpContext context, string user, string partner, BlocksEndpoint endpoint) => endpoint.PutAsync(context, user, partner, null))
            .Describe("BlockNetwork", "Blocks a whole network for a user of the calling partner and all accounts that are linked to it.", 400, 401, 403, 404, 409, 413)
            .Produces<RelationView>();
        app.MapGet("/v1/users/{user}/blocks/{partner}", (HttpContext context, string user, string partner, BlocksEndpoint endpoint) => endpoint.GetAsync(context, user, partner, null))
            .Describe("GetNetworkBlock", "Tells since when a user of the calling partner blocks a network.", 400, 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<RelationView>();
        app.MapDelete("/v1/users/{user}/blocks/{partner}", (HttpContext context, string user, string partner, BlocksEndpoint endpoint) => endpoint.DeleteAsync(context, user, partner, null))
            .Describe("UnblockNetwork", "Ends a block of a network.", 400, 401, 403, 404, 413)
            .Produces(204);
        app.MapPut("/v1/users/{user}/blocks/{partner}/{other}", (HttpContext context, string user, string partner, string other, BlocksEndpoint endpoint) => endpoint.PutAsync(context, user, partner, other))
            .Describe("BlockUser", "Blocks a user of any network for a user of the calling partner and all accounts that are linked to it. Whether the blocked user exists is not told.", 400, 401, 403, 404, 409, 413)
            .Produces<RelationView>();
        app.MapGet("/v1/users/{user}/blocks/{partner}/{other}", (HttpContext context, string user, string partner, string other, BlocksEndpoint endpoint) => endpoint.GetAsync(context, user, partner, other))
            .Describe("GetUserBlock", "Tells since when a user of the calling partner blocks another user.", 400, 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<RelationView>();
        app.MapDelete("/v1/users/{user}/blocks/{partner}/{other}", (HttpContext context, string user, string partner, string other, BlocksEndpoint endpoint) => endpoint.DeleteAsync(context, user, partner, other))
            .Describe("UnblockUser", "Ends a block of a user.", 400, 401, 403, 404, 413)
            .Produces(204);

        app.MapPost("/v1/users/{user}/requests", (HttpContext context, string user, RequestsEndpoint endpoint) => endpoint.PostAsync(context, user))
            .Describe("RequestContact", "Asks a user of any network to be allowed to write. One answer, whether or not that user exists, is closed or has blocked the asking one.", 400, 401, 403, 409, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<ContactRequestBody>(Json)
            .Produces(202);
        app.MapDelete("/v1/users/{user}/requests/{partner}/{other}", (HttpContext context, string user, string partner, string other, RequestsEndpoint endpoint) => endpoint.DeleteAsync(context, user, partner, other))
            .Describe("CancelContactRequest", "Takes such a request back. One answer, whether or not there was one.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces(204);
        app.MapPut("/v1/users/{user}/contacts/{partner}/{other}", (HttpContext context, string user, string partner, string other, GrantsEndpoint endpoint) => endpoint.PutAsync(context, user, partner, other))
            .Describe("GrantContact", "Lets a user of any network write to a user of the calling partner, whom strangers may not write to.", 400, 401, 403, 404, 409, 413)
            .Produces<RelationView>();
        app.MapGet("/v1/users/{user}/contacts/{partner}/{other}", (HttpContext context, string user, string partner, string other, GrantsEndpoint endpoint) => endpoint.GetAsync(context, user, partner, other))
            .Describe("GetContact", "Tells since when that is granted.", 400, 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<RelationView>();
        app.MapDelete("/v1/users/{user}/contacts/{partner}/{other}", (HttpContext context, string user, string partner, string other, GrantsEndpoint endpoint) => endpoint.DeleteAsync(context, user, partner, other))
            .Describe("RevokeContact", "Takes a grant back; the other is not told.", 400, 401, 403, 404, 413)
            .Produces(204);
    }

    private static void MapAgreements(WebApplication app)
    {
        app.MapGet("/v1/partner", (HttpContext context, StandingEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("GetOwnPartner", "Reads what the relay knows of the calling partner: its agreement, limits, usage, and how deliveries go. Open while the agreement is only requested.", 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups, OpenToRequested.Mark)
            .Produces<PartnerStanding>();
        app.MapGet("/v1/partners/{partner}/agreement", (HttpContext context, string partner, AgreementEndpoint endpoint) => endpoint.GetAsync(context, partner))
            .Describe("GetAgreement", "Reads an agreement: its state, the time to live operation, why it is not live. For operators, and for the partner itself.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<AgreementView>();
        app.MapPut("/v1/partners/{partner}/agreement", (HttpContext context, string partner, AgreementEndpoint endpoint) => endpoint.PutAsync(context, partner))
            .Describe("PutAgreement", "Sets an agreement's terms: request date, evidence, quotas, contacts. For operators.", 400, 401, 404, 409, 413)
            .Accepts<AgreementTerms>(Json)
            .Produces<AgreementView>();
        app.MapPost("/v1/partners/{partner}/agreement/state", (HttpContext context, string partner, AgreementEndpoint endpoint) => endpoint.ChangeStateAsync(context, partner))
            .Describe("ChangeAgreementState", "Changes an agreement's state to one that follows from the present one. For operators.", 400, 401, 404, 409, 413)
            .Accepts<StateOrder>(Json)
            .Produces<AgreementView>();
        app.MapPut("/v1/partners/{partner}/agreement/conformance", (HttpContext context, string partner, AgreementEndpoint endpoint) => endpoint.AttachAsync(context, partner))
            .Describe("AttachConformance", "Attaches the digest and verdict of a conformance report. For operators.", 400, 401, 404, 409, 413)
            .Accepts<ConformanceOrder>(Json)
            .Produces<AgreementView>();
        app.MapGet("/v1/partners/{partner}/agreement/report", (HttpContext context, string partner, AgreementEndpoint endpoint) => endpoint.ReportAsync(context, partner))
            .Describe("ReportAgreement", "Reads an agreement's evidence report: JSON, or Markdown by Accept. For operators, and for the partner itself.", 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<AgreementReport>();
    }

    private static void MapFinding(WebApplication app)
    {
        app.MapPut("/v1/users/{user}/identifiers/{kind}", (HttpContext context, string user, string kind, IdentifiersEndpoint endpoint) => endpoint.PutAsync(context, user, kind))
            .Describe("PutIdentifier", "Lets users of the named networks find a user of the calling partner by a handle or a number, which the partner says by this call that it has verified.", 400, 401, 403, 404, 409, 413)
            .Accepts<IdentifierSettings>(Json)
            .Produces<IdentifierView>();
        app.MapDelete("/v1/users/{user}/identifiers/{kind}", (HttpContext context, string user, string kind, IdentifiersEndpoint endpoint) => endpoint.DeleteAsync(context, user, kind))
            .Describe("RemoveIdentifier", "Lets nobody find the user by it any longer.", 400, 401, 403, 404, 413)
            .Produces(204);
        app.MapPost("/v1/find", (HttpContext context, FindEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("FindUsers", "Tells a user of the calling partner who is known by a handle or a number, of those who let that network find them and have not blocked the asking user.", 400, 401, 403, 409, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<FindQuestion>(Json)
            .Produces<FindAnswer>();
    }

    private static void MapTransparency(WebApplication app)
    {
        app.MapGet("/v1/transparency/head", (HttpContext context, string? size, TransparencyEndpoint endpoint) => endpoint.HeadAsync(context, size))
            .Describe("GetTreeHead", "The newest signed head of the log of keys; with ?size= the one of that size, while it is kept.", 400, 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<TreeHeadView>();
        app.MapGet("/v1/transparency/consistency", (HttpContext context, string? from, string? to, TransparencyEndpoint endpoint) => endpoint.ConsistencyAsync(context, from, to))
            .Describe("ProveConsistency", "Proves that the log of keys of one size is the beginning of that of another, or of the present one.", 400, 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<ConsistencyView>();
        app.MapGet("/v1/users/{user}/keys/log", (HttpContext context, string user, string? from, TransparencyEndpoint endpoint) => endpoint.LogAsync(context, user, from))
            .Describe("ReadKeyLog", "Reads the versions of the keys of a user of the calling partner, with their places in the log, from ?from= on; at most 100.", 400, 401, 403, 404, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<KeyLogView>();
    }

    private static void MapKeys(WebApplication app)
    {
        app.MapPut("/v1/users/{user}/devices/{device}/keys", (HttpContext context, string user, string device, KeysEndpoint endpoint) => endpoint.PutAsync(context, user, device))
            .Describe("PutKeys", "Publishes keys of a device of the calling partner's user, and announces the device. One-time keys are added to those that are there.", 400, 401, 403, 404, 409, 413, 422)
            .WithMetadata(LimitTable.PartnerKeyUploads)
            .Accepts<KeysUpload>(Json)
            .Produces<DeviceKeysView>();
        app.MapGet("/v1/users/{user}/devices/{device}/keys", (HttpContext context, string user, string device, KeysEndpoint endpoint) => endpoint.GetAsync(context, user, device))
            .Describe("GetKeys", "Tells how many one-time keys of a device are left, and the digest of those that stay.", 400, 401, 403, 404)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<DeviceKeysView>();
        app.MapPost("/v1/users/{user}/devices/{device}/keys/check", (HttpContext context, string user, string device, KeysEndpoint endpoint) => endpoint.CheckAsync(context, user, device))
            .Describe("CheckKeys", "Compares the digest of a device's keys with those that the relay has. Changes nothing.", 400, 401, 403, 404, 409, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<KeysCheck>(Json)
            .Produces(204);
        app.MapDelete("/v1/users/{user}/devices/{device}", (HttpContext context, string user, string device, KeysEndpoint endpoint) => endpoint.DeleteAsync(context, user, device))
            .Describe("RemoveDevice", "Takes a device from a user of the calling partner, its keys with it; harmless when it is not there.", 400, 401, 403, 404, 413)
            .Produces(204);
        app.MapPost("/v1/keys/claim", (HttpContext context, ClaimEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("ClaimKeys", "Hands out what sessions with the devices of up to 20 people begin with, a one-time key at most once; each person has a result of its own, and one problem for all reasons not to be reachable.", 400, 401, 403, 413)
            .Accepts<ClaimRequest>(Json)
            .Produces<ClaimAnswer>();
    }

    private static void MapPartnerKeys(WebApplication app)
    {
        app.MapGet("/v1/partner/keys", (HttpContext context, PartnerKeysEndpoint endpoint) => endpoint.GetAsync(context))
            .Describe("ListPartnerKeys", "Reads the keys that the calling partner may sign with, and until when.", 401, 403, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces<PartnerKeyList>();
        app.MapPost("/v1/partner/keys", (HttpContext context, PartnerKeysEndpoint endpoint) => endpoint.PostAsync(context))
            .Describe("AddPartnerKey", "Adds a key of the calling partner, or changes when one that it has is good. The new key proves by a signature that the partner holds it.", 400, 401, 403, 409, 413, 422)
            .WithMetadata(LimitTable.PartnerLookups)
            .Accepts<PartnerKeyRequest>(Json)
            .Produces<PartnerKeyView>()
            .Produces<PartnerKeyView>(201);
        app.MapDelete("/v1/partner/keys/{kid}", (HttpContext context, string kid, PartnerKeysEndpoint endpoint) => endpoint.DeleteAsync(context, kid))
            .Describe("RemovePartnerKey", "Removes a key of the calling partner: never the one that signs the request, and never the last that is good.", 401, 403, 404, 409, 413)
            .WithMetadata(LimitTable.PartnerLookups)
            .Produces(204);
    }

    private static void MapOperators(WebApplication app)
    {
        app.MapGet("/v1/partners", (HttpContext context, OverviewEndpoint endpoint) => endpoint.ListPartnersAsync(context))
            .Describe("ListPartners", "Lists all partners with their breakers, and what is parked and held for them. For operators.", 401)
            .Produces<RelayOverview>();
        app.MapGet("/v1/partners/{partner}/lanes", (HttpContext context, string partner, OverviewEndpoint endpoint) => endpoint.ListLanesAsync(context, partner))
            .Describe("ListLanes", "Lists the lanes of a partner in which envelopes are parked or wait. For operators.", 401, 404)
            .Produces<LaneList>();
        app.MapGet("/v1/breakers", (HttpContext context, OverviewEndpoint endpoint) => endpoint.ListBreakersAsync(context))
            .Describe("ListBreakers", "Lists the breakers of all partners' endpoints. For operators.", 401)
            .Produces<BreakerList>();
        app.MapPost("/v1/breakers/{partner}", (HttpContext context, string partner, BreakerEndpoint endpoint) => endpoint.PostAsync(context, partner))
            .Describe("OrderBreaker", "Has an endpoint probed now, or enables one that answered 410. For operators.", 400, 401, 403, 404, 409, 413)
            .Accepts<BreakerOrder>(Json)
            .Produces<PartnerBreaker>();
        app.MapGet("/v1/refusals", (HttpContext context, RatesEndpoint endpoint) => endpoint.ListRefusalsAsync(context))
            .Describe("ListRefusals", "Counts what was not accepted in the last ?minutes= (60; at most 1440), by partner and reason. For operators.", 400, 401)
            .WithMetadata(new QueryParameters(("partner", "The partner that sent them; all when left out."), ("minutes", "How many, 1 to 1440; 60 when left out.")))
            .Produces<RefusalList>();

        app.MapPost("/operator/session", (HttpContext context, SessionEndpoint endpoint) => endpoint.CreateLinkAsync(context))
            .Describe("CreateSignInLink", "Makes a one-time link that signs a browser in to the operator's page. For operators, by signature.", 401, 413)
            .Produces<SignInLink>(201);
        app.MapPost("/operator/session/code", (HttpContext context, SessionEndpoint endpoint) => endpoint.RedeemAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/session", (HttpContext context, SessionEndpoint endpoint) => endpoint.GetAsync(context)).ExcludeFromDescription();
        app.MapDelete("/operator/session", (HttpContext context, SessionEndpoint endpoint) => endpoint.EndAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/oidc/start", (HttpContext context, OidcEndpoint endpoint) => endpoint.StartAsync(context)).ExcludeFromDescription();
        app.MapGet(OidcSignIn.CallbackPath, (HttpContext context, OidcEndpoint endpoint) => endpoint.CallbackAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/events", (HttpContext context, OverviewStream endpoint) => endpoint.GetAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/rates", (HttpContext context, RatesEndpoint endpoint) => endpoint.ListRatesAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator", (HttpContext context, OperatorPage page) => page.GetAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/page/{file}", (HttpContext context, string file, OperatorPage page) => page.GetFileAsync(context, file)).ExcludeFromDescription();
    }

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary, params int[] problems)
    {
        route.WithName(name).WithSummary(summary);
        foreach (var status in problems)
            route.Produces<Problem>(status, ProblemJsonType);
        // Whoever is told apart from others has limits and needs the stores.
        if (problems.Length > 0)
        {
            route.Produces<Problem>(StatusCodes.Status429TooManyRequests, ProblemJsonType);
            route.Produces<Problem>(StatusCodes.Status503ServiceUnavailable, ProblemJsonType);
        }

        return route;
    }
}
