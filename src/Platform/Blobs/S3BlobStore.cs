using System.Buffers;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Platform.Blobs;

/// <summary>Keeps objects in a bucket of Amazon S3 or of a store that speaks like it.</summary>
internal sealed class S3BlobStore(IAmazonS3 client, S3Options options) : IBlobStore, IDisposable
{
    /// <summary>Objects up to this size are sent in one request; larger ones in parts of it. The protocol asks for 5 MiB at least.</summary>
    internal const int PartSize = 8 * 1024 * 1024;

    public async Task PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            var length = await FillAsync(content, buffer, cancellationToken);
            if (length < PartSize)
            {
                using var whole = new MemoryStream(buffer, 0, length, writable: false);
                await client.PutObjectAsync(
                    new PutObjectRequest { BucketName = options.Bucket, Key = key, InputStream = whole, AutoCloseStream = false, UseChunkEncoding = false },
                    cancellationToken);
                return;
            }

            await PutPartsAsync(key, content, buffer, length, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = options.Bucket, Key = KeyOf(name) }, cancellationToken);
            return response.ResponseStream;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.Bucket, Key = KeyOf(name) }, cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task PutPartsAsync(string key, Stream content, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        var upload = await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key }, cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            while (length > 0)
            {
                using var part = new MemoryStream(buffer, 0, length, writable: false);
                var response = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = options.Bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartNumber = parts.Count + 1,
                        PartSize = length,
                        InputStream = part,
                        UseChunkEncoding = false,
                    },
                    cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, response.ETag));
                length = length < PartSize ? 0 : await FillAsync(content, buffer, cancellationToken);
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                cancellationToken);
        }
        catch
        {
            // The store keeps (and charges for) parts until it is told otherwise; the first failure is what the caller must hear of.
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload.UploadId }, CancellationToken.None);
            throw;
        }
    }

    // A rented buffer may be longer than was asked for.
    private static async Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(buffer.AsMemory(0, PartSize), PartSize, throwOnEndOfStream: false, cancellationToken);

    private string KeyOf(string name) => options.Prefix + BlobPath.Check(name);
}
