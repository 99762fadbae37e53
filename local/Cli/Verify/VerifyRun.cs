using System.Text;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Client.Transparency;
using Relay.Signatures.Custody;

namespace Relay.Cli.Verify;

/// <summary>One run of <c>relay verify</c>: one line says what was found.</summary>
internal sealed class VerifyRun(VerifyInputs inputs, Func<Stream> standardInput, TextWriter output, TextWriter errors)
{
    private readonly VerifyFiles _files = new(standardInput);

    /// <summary>Checks what was asked for; gives the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (inputs.WhyNot() is { } reason)
            return NotChecked(reason);

        try
        {
            var (keys, authority) = await VerifyFiles.KeysAsync(inputs.Keys!, cancel);
            var verifier = new ReceiptVerifier(keys, authority);
            return inputs switch
            {
                { Chain: { } folder } => await new ChainRun(verifier, _files, inputs.Complete, output).RunAsync(folder, cancel),
                { Proof: { } path } => await ProofAsync(verifier, path, cancel),
                { Heads.Count: > 0 } => await new HeadRun(new TreeHeadVerifier(keys, authority), inputs, output, errors).RunAsync(cancel),
                { Erasure: { } source } => await ErasureAsync(new ErasureVerifier(keys, authority), source, cancel),
                _ => await ReceiptAsync(verifier, inputs.Receipt!, cancel),
            };
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or FormatException or HttpRequestException)
        {
            return NotChecked(unread.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return NotChecked($"{inputs.Keys} did not answer in time.");
        }
    }

    private async Task<int> ReceiptAsync(ReceiptVerifier verifier, string source, CancellationToken cancel)
    {
        var (token, whole) = await _files.ReceiptAsync(source, cancel);
        if (inputs.Request is not { } path)
        {
            var signed = verifier.Check(token);
            return signed.IsGood ? Good(output, VerifyTexts.Of(signed.Receipt)) : Bad(signed.Fault);
        }

        if (whole is null)
            return NotChecked("The whole answer of the relay is needed to check a request: the token alone has no salt.");

        var sent = await VerifyFiles.RequestAsync(path, cancel);
        if ((inputs.Id ?? inputs.MakeProof) is { } id)
            return One(verifier, whole, sent, Guid.Parse(id));

        var check = verifier.Check(whole, sent);
        return check.IsGood ? Good(output, VerifyTexts.Of(check.Receipt, path, sent.Count)) : Bad(check.Fault);
    }

    private int One(ReceiptVerifier verifier, CustodyReceipt whole, IReadOnlyList<EnvelopeDigest> sent, Guid id)
    {
        var check = verifier.Prove(whole, sent, id, out var proof);
        if (!check.IsGood || proof is null)
            return Bad(check.Fault);
        if (inputs.MakeProof is null)
            return Good(output, VerifyTexts.Of(check.Receipt, proof));

        output.WriteLine(Encoding.UTF8.GetString(proof.ToJson()));
        return Good(errors, VerifyTexts.Of(check.Receipt, proof));
    }

    private async Task<int> ProofAsync(ReceiptVerifier verifier, string path, CancellationToken cancel)
    {
        var proof = await VerifyFiles.ProofAsync(path, cancel);
        EnvelopeDigest? envelope = null;
        if (inputs.Request is { } request)
        {
            var sent = await VerifyFiles.RequestAsync(request, cancel);
            envelope = sent.FirstOrDefault(candidate => candidate.Id == proof.Id);
            if (envelope is null)
                return NotChecked($"{request} does not have the envelope that the proof is about.");
        }

        var check = verifier.Check(proof, envelope);
        if (!check.IsGood)
            return Bad(check.Fault);
        return Good(output, VerifyTexts.Of(check.Receipt, proof) + (envelope is null ? " Its content was not compared (--request)." : $" It is as in {inputs.Request}."));
    }

    private async Task<int> ErasureAsync(ErasureVerifier verifier, string source, CancellationToken cancel)
    {
        var certificate = await _files.ErasureAsync(source, cancel);
        var check = inputs.User?.Split('/') is [var partner, var user]
            ? verifier.Check(certificate, new UserAddress(partner, user))
            : verifier.Check(certificate.Certificate);
        if (!check.IsGood)
            return Bad(check.Fault);
        return Good(output, VerifyTexts.Of(check.Erasure, inputs.User) + (inputs.User is null ? " Whom it is about was not checked (--user)." : ""));
    }

    private static int Good(TextWriter writer, string text)
    {
        writer.WriteLine("good: " + text);
        return VerifyExit.Good;
    }

    private int Bad(ReceiptFault fault)
    {
        output.WriteLine("bad: " + fault.Describe());
        return VerifyExit.Bad;
    }

    private int NotChecked(string reason)
    {
        errors.WriteLine("not checked: " + reason);
        return VerifyExit.NotChecked;
    }
}
