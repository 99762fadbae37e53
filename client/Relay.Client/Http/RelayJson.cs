using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Businesses;
using Relay.Client.Calls;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Client.Inbox;
using Relay.Client.Keys;
using Relay.Client.Links;
using Relay.Client.Media;
using Relay.Client.Operators;
using Relay.Client.Profiles;
using Relay.Client.States;
using Relay.Client.Transparency;
using Relay.Client.Webhooks;

namespace Relay.Client.Http;

/// <summary>Source-generated JSON of the wire contract.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RelayProblem))]
[JsonSerializable(typeof(SendAnswer))]
[JsonSerializable(typeof(GroupSendAnswer))]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(PartnerRecord))]
[JsonSerializable(typeof(RelayKeys))]
[JsonSerializable(typeof(NewPartnerKey))]
[JsonSerializable(typeof(PartnerKey))]
[JsonSerializable(typeof(PartnerKeys))]
[JsonSerializable(typeof(MediaDeclaration))]
[JsonSerializable(typeof(MediaDeclared))]
[JsonSerializable(typeof(MediaReceipt))]
[JsonSerializable(typeof(MediaReadable))]
[JsonSerializable(typeof(HeldPage))]
[JsonSerializable(typeof(HeldEnding))]
[JsonSerializable(typeof(ReplayOrder))]
[JsonSerializable(typeof(ReplayStep))]
[JsonSerializable(typeof(RelayOverview))]
[JsonSerializable(typeof(BreakerList))]
[JsonSerializable(typeof(BreakerOrder))]
[JsonSerializable(typeof(PartnerBreaker))]
[JsonSerializable(typeof(LaneList))]
[JsonSerializable(typeof(RefusalList))]
[JsonSerializable(typeof(SignInLink))]
[JsonSerializable(typeof(IReadOnlyList<PartnerUsage>))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(DeliveryBatch))]
[JsonSerializable(typeof(DeliveryAnswer))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(InboxAnswer))]
[JsonSerializable(typeof(InboxAcks))]
[JsonSerializable(typeof(InboxAckAnswer))]
[JsonSerializable(typeof(EnvelopeState))]
[JsonSerializable(typeof(ReceiptPage))]
[JsonSerializable(typeof(ReconcileQuestion))]
[JsonSerializable(typeof(ReconcileResult))]
[JsonSerializable(typeof(RelayNotice))]
[JsonSerializable(typeof(UserAddress))]
[JsonSerializable(typeof(LinkAsked))]
[JsonSerializable(typeof(LinkCode))]
[JsonSerializable(typeof(LinkConfirmed))]
[JsonSerializable(typeof(LinkSignature))]
[JsonSerializable(typeof(LinkSigned))]
[JsonSerializable(typeof(AccountLinks))]
[JsonSerializable(typeof(RecipientsQuestion))]
[JsonSerializable(typeof(RecipientsAnswer))]
[JsonSerializable(typeof(Relation))]
[JsonSerializable(typeof(IdentifierClaim))]
[JsonSerializable(typeof(FindQuestion))]
[JsonSerializable(typeof(FindAnswer))]
[JsonSerializable(typeof(EncryptedProfile))]
[JsonSerializable(typeof(ProfileQuestion))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(Business))]
[JsonSerializable(typeof(UserBusiness))]
[JsonSerializable(typeof(Network))]
[JsonSerializable(typeof(CallRelays))]
[JsonSerializable(typeof(KeyProof))]
[JsonSerializable(typeof(TreeHeadAnswer))]
[JsonSerializable(typeof(ConsistencyAnswer))]
[JsonSerializable(typeof(KeyLogPage))]
[JsonSerializable(typeof(DeviceUpload))]
[JsonSerializable(typeof(DeviceStock))]
[JsonSerializable(typeof(KeysQuestion))]
[JsonSerializable(typeof(ClaimOrder))]
[JsonSerializable(typeof(ClaimResults))]
[JsonSerializable(typeof(PartnerStanding))]
[JsonSerializable(typeof(Agreement))]
[JsonSerializable(typeof(AgreementReport))]
[JsonSerializable(typeof(AgreementTerms))]
[JsonSerializable(typeof(StateOrder))]
[JsonSerializable(typeof(ConformanceOrder))]
internal sealed partial class RelayJson : JsonSerializerContext;
